using Millwright.Model;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Millwright.Host.Configuration.Yaml;

/// <summary>Reads one file into nodes that know their lines. YAML 1.2 with anchors, aliases and merge keys; one document.</summary>
internal sealed class YamlReader
{
    private const string Remedy = "check the indentation (spaces, no tabs), quotes and brackets at this line and its neighbours";

    private readonly string _file;
    private readonly Parser _parser;
    private readonly Dictionary<string, YamlNode> _anchors = [];
    private long _nodes;

    private YamlReader(string file, TextReader text)
    {
        _file = file;
        _parser = new Parser(text);
    }

    /// <summary>Reads a file's text.</summary>
    /// <param name="file">Its name in places.</param>
    /// <param name="text">Its content.</param>
    /// <param name="finding">Why it cannot be read, null when it can.</param>
    /// <returns>The document, null when it is empty or cannot be read.</returns>
    public static YamlNode? Read(string file, string text, out ConfigurationFinding? finding)
    {
        finding = null;
        using var input = new StringReader(text);
        var reader = new YamlReader(file, input);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlLimitException limit)
        {
            finding = limit.Finding;
        }
        catch (YamlException syntax)
        {
            finding = new(
                new(file, (int)syntax.Start.Line), Wording(syntax.Message),
                Remedy);
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException or FormatException)
        {
            // The parser gives up on some broken text by an exception that has no place.
            finding = new(new(file, (int)(reader._parser.Current?.Start.Line ?? 1)), "not YAML", Remedy);
        }
        return null;
    }

    private YamlNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _))
            return null;
        _parser.Consume<DocumentStart>();
        var node = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
            throw Limit(second, "a second document begins here", "remove the line '---' or move what follows into a file of its own");
        return node;
    }

    private YamlNode ReadNode(int depth)
    {
        var start = _parser.Current ?? throw new YamlException("the file ends too early");
        if (depth > YamlLimits.MaxDepth)
            throw Limit(start, $"lists and mappings are nested deeper than {YamlLimits.MaxDepth}", "flatten them");
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return _anchors.TryGetValue(alias.Value.Value, out var known)
                ? Counted(alias, known, known.Weight)
                : throw Limit(alias, $"alias '*{alias.Value.Value}' is unknown", $"define it above with '&{alias.Value.Value}'");
        }
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            var isPlain = scalar.Style is ScalarStyle.Plain;
            return Anchored(scalar, Counted(scalar, new YamlScalar(Place(scalar), scalar.Value, isPlain), 1));
        }
        if (_parser.TryConsume<SequenceStart>(out var sequence))
        {
            var items = new List<YamlNode>();
            while (!_parser.TryConsume<SequenceEnd>(out _))
                items.Add(ReadNode(depth + 1));
            return Anchored(sequence, Counted(sequence, new YamlSequence(Place(sequence), items), 1));
        }
        return ReadMapping(_parser.Consume<MappingStart>(), depth);
    }

    private YamlNode ReadMapping(MappingStart mapping, int depth)
    {
        var entries = new List<YamlEntry>();
        var merged = new List<YamlMapping>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var keyEvent = _parser.Current!;
            if (ReadNode(depth + 1) is not YamlScalar key)
                throw Limit(keyEvent, "a list or mapping stands where a key is expected", "write a word as the key");
            var value = ReadNode(depth + 1);
            if (key is { Text: "<<", IsPlain: true })
                merged.AddRange(Mappings(keyEvent, value));
            else
                entries.Add(new(key, value));
        }
        var known = entries.Select(e => e.Key.Text).ToHashSet();
        foreach (var entry in merged.SelectMany(m => m.Entries))
        {
            if (known.Add(entry.Key.Text))
                entries.Add(entry);
        }
        return Anchored(mapping, Counted(mapping, new YamlMapping(Place(mapping), entries), 1));
    }

    private IEnumerable<YamlMapping> Mappings(ParsingEvent at, YamlNode value) => value switch
    {
        YamlMapping one => [one],
        YamlSequence many when many.Items.All(i => i is YamlMapping) => many.Items.Cast<YamlMapping>(),
        _ => throw Limit(at, $"'<<' merges mappings, this is {value.Kind}", "write an alias of a mapping, such as '<<: *defaults'"),
    };

    private YamlNode Anchored(NodeEvent start, YamlNode node)
    {
        if (!start.Anchor.IsEmpty)
            _anchors[start.Anchor.Value] = node;
        return node;
    }

    private YamlNode Counted(ParsingEvent at, YamlNode node, long weight)
    {
        _nodes += weight;
        return _nodes <= YamlLimits.MaxNodes
            ? node
            : throw Limit(at, $"with its aliases the file stands for more than {YamlLimits.MaxNodes} nodes", "use fewer aliases of aliases, or split the plant");
    }

    private ConfigurationPlace Place(ParsingEvent at) => new(_file, (int)at.Start.Line);

    private YamlLimitException Limit(ParsingEvent at, string problem, string remedy) => new(new(Place(at), problem, remedy));

    private static string Wording(string message)
    {
        // The parser's own words begin with the place, which the finding has already.
        var end = message.IndexOf("): ", StringComparison.Ordinal);
        var text = (end >= 0 ? message[(end + 3)..] : message).Trim().TrimEnd('.');
        return text.Length > 0 ? $"not YAML: {char.ToLowerInvariant(text[0])}{text[1..]}" : "not YAML";
    }

    private sealed class YamlLimitException(ConfigurationFinding finding) : Exception
    {
        public ConfigurationFinding Finding { get; } = finding;
    }
}
