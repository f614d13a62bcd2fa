using System.Collections;
using System.ComponentModel.DataAnnotations;
using Millwright.Host.Configuration.Yaml;
using Millwright.Model;

namespace Millwright.Host.Configuration.Binding;

/// <summary>Sets the properties of option objects from a mapping; what does not fit becomes a finding, and reading goes on.</summary>
internal sealed class Binder(OptionShape.Cache shapes, Findings findings, SecretResolver secrets)
{
    private readonly List<string> _faultyWithin = [];

    /// <summary>Binds one mapping to several objects at once: each takes the keys it knows.</summary>
    /// <param name="node">The mapping.</param>
    /// <param name="what">What it describes, for messages: <c>a connection</c>.</param>
    /// <param name="targets">The objects.</param>
    /// <param name="otherKeys">Keys that somebody else reads; null when unknown keys are nobody's business here.</param>
    /// <returns>
    /// The keys that are not as they were meant: wrong, missing, or what an unknown one was probably meant to be; <c>write.low</c> for
    /// one within another.
    /// </returns>
    public IReadOnlySet<string> Bind(YamlMapping node, string what, object[] targets, IReadOnlyCollection<string>? otherKeys)
    {
        var seen = new Dictionary<string, ConfigurationPlace>();
        var faulty = new HashSet<string>();
        foreach (var entry in node.Entries)
        {
            var name = entry.Key.Text;
            if (!seen.TryAdd(name, entry.Place))
            {
                findings.Error(entry.Place, $"key '{name}' stands twice in {what}, first at {seen[name]}", "remove one of them");
                continue;
            }
            var isKnown = otherKeys is null || otherKeys.Contains(name);
            foreach (var target in targets)
            {
                if (shapes.Of(target.GetType()).Find(name) is not { } key)
                    continue;
                isKnown = true;
                var before = findings.Errors;
                _faultyWithin.Clear();
                Set(target, key, entry);
                if (findings.Errors != before)
                    faulty.UnionWith(_faultyWithin.Count > 0 ? _faultyWithin : [name]);
            }
            if (!isKnown)
                faulty.Add(Unknown(entry, what, targets, otherKeys!));
        }
        foreach (var target in targets)
            faulty.UnionWith(Missing(node, what, target, seen));
        return faulty;
    }

    private string Unknown(YamlEntry entry, string what, object[] targets, IReadOnlyCollection<string> otherKeys)
    {
        var known = targets.SelectMany(t => shapes.Of(t.GetType()).Keys.Select(k => k.Name)).Concat(otherKeys).Distinct().Order().ToList();
        var name = entry.Key.Text;
        var near = NearestWord.Find(name, known);
        findings.Error(entry.Place, $"unknown key '{name}' in {what}", near is null ? $"remove it or use one of {Words.List(known)}" : $"write '{near}'");
        return near ?? name;
    }

    private IEnumerable<string> Missing(YamlMapping node, string what, object target, Dictionary<string, ConfigurationPlace> seen)
    {
        foreach (var key in shapes.Of(target.GetType()).Keys)
        {
            if (!key.IsRequired || seen.ContainsKey(key.Name))
                continue;
            findings.Error(node, $"{what} has no '{key.Name}'", $"add '{key.Name}: {Example(key)}'");
            yield return key.Name;
        }
    }

    private void Set(object target, OptionKey key, YamlEntry entry)
    {
        if (entry.Value.IsEmpty)
        {
            if (key.Type.Form == OptionForm.Scalar)
                findings.Error(entry.Place, $"'{key.Name}' has no value", $"write {Expected(key.Type)}, or remove the line");
            return;
        }
        if (key.IsSecret && entry.Value is YamlScalar { Text: var text } && !SecretResolver.HasReference(text))
        {
            findings.Error(entry.Value, $"'{key.Name}' holds a secret in plain text", "write a reference instead: ${env:NAME} or ${file:path}");
            return;
        }
        if (Read(key.Name, key.Type, entry.Value) is { } value && Check(key, entry.Value, value))
            key.Property.SetValue(target, value);
    }

    private object? Read(string name, OptionType type, YamlNode node)
    {
        switch (type.Form)
        {
            case OptionForm.Scalar when node is YamlScalar scalar:
                return ReadScalar(name, type.Scalar!, scalar);
            case OptionForm.Scalar when type.Type == typeof(ValueRange) && node is YamlSequence { Items.Count: 2 } ends:
                return ReadRange(name, ends);
            case OptionForm.List when node is YamlSequence sequence:
                return ReadList(name, type, sequence);
            case OptionForm.Map when node is YamlMapping mapping:
                return ReadMap(name, type, mapping);
            case OptionForm.Nested when node is YamlMapping mapping:
                return ReadNested(name, type, mapping);
            case OptionForm.Free:
                return Free(node);
            default:
                findings.Error(node, $"'{name}' is {node.Kind}", $"write {Expected(type)}");
                return null;
        }
    }

    private object? ReadScalar(string name, ScalarType type, YamlScalar node)
    {
        var text = node.Text;
        if (SecretResolver.HasReference(text))
        {
            if (secrets.Resolve(node, findings) is not { } resolved)
                return null;
            text = resolved;
        }
        var (value, problem) = type.Read(text);
        if (value is not null)
            return value;
        if (problem is not null)
        {
            var (what, remedy) = SplitProblem(problem);
            findings.Error(node, $"'{name}': {what}", remedy ?? $"write {type.Expected}");
        }
        else
        {
            var near = NearestWord.Find(text, type.Allowed);
            findings.Error(node, $"'{name}' is {node.Kind}", near is null ? $"write {type.Expected}" : $"write '{near}' (of {type.Expected})");
        }
        return null;
    }

    private ValueRange? ReadRange(string name, YamlSequence ends)
    {
        var number = ScalarTypes.Find(typeof(double), "")!;
        var findingsBefore = findings.Errors;
        var low = ends.Items[0] is YamlScalar first ? ReadScalar(name, number, first) : null;
        var high = ends.Items[1] is YamlScalar second ? ReadScalar(name, number, second) : null;
        if (low is double l && high is double h && l <= h)
            return new ValueRange(l, h);
        if (findings.Errors == findingsBefore)
            findings.Error(ends, $"'{name}' is no range", "write [low, high] with low at most high");
        return null;
    }

    private object ReadList(string name, OptionType type, YamlSequence sequence)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(type.Item!.Type))!;
        foreach (var item in sequence.Items)
        {
            if (Read(name, type.Item, item) is { } value)
                list.Add(value);
        }
        if (!type.Type.IsArray)
            return list;
        var array = Array.CreateInstance(type.Item.Type, list.Count);
        list.CopyTo(array, 0);
        return array;
    }

    private object ReadMap(string name, OptionType type, YamlMapping mapping)
    {
        var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(type.Key!.Type, type.Item!.Type))!;
        foreach (var entry in mapping.Entries)
        {
            if (ReadScalar(name, type.Key.Scalar!, entry.Key) is not { } key)
                continue;
            if (map.Contains(key))
                findings.Error(entry.Place, $"'{name}' has '{entry.Key.Text}' twice", "remove one of them");
            else if (Read($"{name}: {entry.Key.Text}", type.Item, entry.Value) is { } value)
                map.Add(key, value);
        }
        return map;
    }

    private object ReadNested(string name, OptionType type, YamlMapping mapping)
    {
        var nested = Activator.CreateInstance(type.Type)!;
        var faulty = Bind(mapping, $"'{name}'", [nested], []);
        _faultyWithin.Clear();
        _faultyWithin.AddRange(faulty.Select(key => $"{name}.{key}"));
        return nested;
    }

    private static object? Free(YamlNode node) => node switch
    {
        YamlSequence sequence => sequence.Items.Select(Free).ToList(),
        YamlMapping mapping => mapping.Entries.DistinctBy(e => e.Key.Text).ToDictionary(e => e.Key.Text, e => Free(e.Value)),
        YamlScalar { IsEmpty: false } scalar => scalar.Text,
        _ => null,
    };

    private bool Check(OptionKey key, YamlNode node, object value)
    {
        foreach (var check in key.Checks)
        {
            if (check.IsValid(value))
                continue;
            var (problem, remedy) = check switch
            {
                RangeAttribute range => ($"'{key.Name}' is {Text(value)}", $"write a value from {Text(range.Minimum)} to {Text(range.Maximum)}"),
                AllowedValuesAttribute allowed => ($"'{key.Name}' is {Text(value)}", $"write {Words.List([.. allowed.Values.Select(v => Text(v!))])}"),
                _ => ($"'{key.Name}' is {Text(value)}", check.FormatErrorMessage(key.Name).TrimEnd('.')),
            };
            findings.Error(node, problem, remedy);
            return false;
        }
        return true;
    }

    private static string Text(object value) => value switch
    {
        TimeSpan duration => DurationText.Format(duration),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        string text => $"'{text}'",
        _ => value.ToString() ?? "",
    };

    private static string Expected(OptionType type) => type.Form switch
    {
        OptionForm.Scalar => type.Scalar!.Expected,
        OptionForm.List => $"a list, such as [{Expected(type.Item!)}]",
        OptionForm.Map => "a mapping of keys and values",
        _ => "a mapping",
    };

    private static string Example(OptionKey key) =>
        key.Type.Scalar is { Allowed: [var first, ..] } ? first : $"<{Expected(key.Type)}>";

    private static (string What, string? Remedy) SplitProblem(string problem)
    {
        var at = problem.LastIndexOf("; ", StringComparison.Ordinal);
        return at < 0 ? (problem, null) : (problem[..at], problem[(at + 2)..]);
    }
}
