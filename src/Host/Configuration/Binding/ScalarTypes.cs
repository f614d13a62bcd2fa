using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text.Json.Nodes;
using Millwright.Model;

namespace Millwright.Host.Configuration.Binding;

/// <summary>All types that are written as one text.</summary>
internal static class ScalarTypes
{
    /// <summary>The way a type is written, null when it is not one text.</summary>
    /// <param name="type">The type, not nullable.</param>
    /// <param name="propertyName">The property's name: a whole number that ends in <c>Bytes</c> is written as a size.</param>
    public static ScalarType? Find(Type type, string propertyName)
    {
        if (type == typeof(string))
            return new("text", t => (t, null), () => Schema("string"));
        if (type == typeof(bool))
            return Boolean();
        if (type == typeof(TimeSpan))
            return Duration();
        if (type == typeof(long) && propertyName.EndsWith("Bytes", StringComparison.Ordinal))
            return Size(b => b);
        if (type == typeof(int) && propertyName.EndsWith("Bytes", StringComparison.Ordinal))
            return Size(b => b <= int.MaxValue ? (int)b : null);
        if (type == typeof(TagKind))
            return Kinds();
        if (type.IsEnum)
            return Enumeration(type);
        if (type == typeof(Unit))
            return Units();
        if (type == typeof(ValueRange))
            return Range();
        if (type == typeof(TimeZoneInfo))
            return Zone();
        if (type == typeof(Uri))
            return new("a URI such as opc.tcp://host:4840", t => (Uri.TryCreate(t, UriKind.Absolute, out var uri) ? uri : null, null), () => Schema("string"));
        if (type == typeof(TagPath))
            return new("a path such as press-shop/line1/press3", ReadPath, () => Schema("string"));
        return Number(type) ?? Parsed(type);
    }

    private static ScalarType Boolean() => new(
        "true or false",
        t => (bool.TryParse(t, out var flag) && t.All(char.IsLower) ? flag : null, null),
        () => Schema("boolean"));

    private static ScalarType Duration() => new(
        "a duration such as 100 ms, 20 s or 1 h 30 min",
        t => (DurationText.TryParse(t, out var duration) ? duration : null, null),
        // A number is allowed for the sake of a plain 0.
        () => new() { ["type"] = new JsonArray("string", "integer"), ["pattern"] = DurationText.Pattern, ["maximum"] = 0, ["minimum"] = 0 });

    private static ScalarType Size(Func<long, object?> convert) => new(
        "a size such as 64 MB or 2 GiB",
        t => (ByteSize.TryParse(t, out var bytes) ? convert(bytes) : null, null),
        () => new() { ["type"] = new JsonArray("string", "integer"), ["pattern"] = @"^\d+(\.\d+)?\s*(B|[kKMGT]B|[KMGT]iB)?$", ["minimum"] = 0 });

    private static ScalarType Kinds()
    {
        var words = Enum.GetValues<TagKind>().Where(k => k != TagKind.None).Select(k => k.Word()).ToArray();
        return Closed(words, t => TagKinds.FromWord(t) is { } kind ? kind : null);
    }

    private static ScalarType Enumeration(Type type)
    {
        var values = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        foreach (var value in Enum.GetValues(type))
            values.TryAdd(Words.Value(value.ToString()!), value);
        return Closed([.. values.Keys], values.GetValueOrDefault);
    }

    private static ScalarType Closed(string[] words, Func<string, object?> read) => new(
        Words.List(words), t => (read(t), null),
        () => Schema("string", ("enum", new JsonArray([.. words.Select(w => (JsonNode)w)]))))
    {
        Allowed = words,
    };

    private static ScalarType Units() => new(
        "a unit such as °C, bar, kWh or 1/min", ReadUnit, () => Schema("string"));

    private static (object? Value, string? Problem) ReadUnit(string text)
    {
        if (Unit.TryParse(text, out var unit))
            return (unit, null);
        var near = NearestWord.Find(text, Unit.All.Select(u => u.Symbol).Concat(Unit.All.Select(u => u.Name)));
        return (null, near is null ? null : $"unit '{text}' is unknown; write '{near}'");
    }

    private static (object? Value, string? Problem) ReadPath(string text) =>
        TagPath.TryParse(text, out var path, out var problem) ? (path, null) : (null, problem);

    private static ScalarType Range() => new(
        "a range such as [0, 120] or 0..120", t => (ReadRange(t), null), RangeSchema);

    private static JsonObject RangeSchema() => new()
    {
        ["type"] = new JsonArray("string", "array"),
        ["pattern"] = @"^\s*\S+\s*\.\.\s*\S+\s*$",
        ["items"] = Schema("number"),
        ["minItems"] = 2,
        ["maxItems"] = 2,
    };

    private static ValueRange? ReadRange(string text)
    {
        var at = text.IndexOf("..", StringComparison.Ordinal);
        if (at < 0 || ReadDouble(text[..at]) is not { } low || ReadDouble(text[(at + 2)..]) is not { } high)
            return null;
        return low <= high ? new ValueRange(low, high) : null;
    }

    private static ScalarType Zone() => new("a time zone such as Europe/Berlin", ReadZone, () => Schema("string"));

    private static (object? Value, string? Problem) ReadZone(string text)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone))
            return (zone, null);
        var near = NearestWord.Find(text, TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id));
        return (null, near is null ? null : $"time zone '{text}' is unknown; write '{near}'");
    }

    private static ScalarType? Number(Type type)
    {
        if (type == typeof(double))
            return new("a number", t => (ReadDouble(t), null), () => Schema("number"));
        if (type == typeof(float))
            return new("a number", t => (ReadDouble(t) is { } d ? (float)d : null, null), () => Schema("number"));
        if (type == typeof(decimal))
            return new("a number", t => (decimal.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) ? d : null, null), () => Schema("number"));
        return Whole<int>(type) ?? Whole<long>(type) ?? Whole<short>(type) ?? Whole<byte>(type) ?? Whole<ushort>(type)
            ?? Whole<uint>(type) ?? Whole<ulong>(type) ?? Whole<sbyte>(type);
    }

    private static ScalarType? Whole<T>(Type type)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (type != typeof(T))
            return null;
        var expected = typeof(T) == typeof(int) || typeof(T) == typeof(long) || typeof(T) == typeof(ulong)
            ? "a whole number"
            : $"a whole number from {T.MinValue} to {T.MaxValue}";
        return new(expected, t => (ReadWhole<T>(t), null), () => Schema("integer"));
    }

    private static object? ReadWhole<T>(string text)
        where T : struct, IBinaryInteger<T>
    {
        var isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var digits = isHex ? text.AsSpan(2) : text;
        var style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.AllowLeadingSign;
        return T.TryParse(digits, style, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    private static double? ReadDouble(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    /// <summary>A type that reads itself: <c>TryParse(string, out T)</c>, or the same with <c>out string? problem</c>.</summary>
    private static ScalarType? Parsed(Type type)
    {
        var full = type.GetMethod("TryParse", [typeof(string), type.MakeByRefType(), typeof(string).MakeByRefType()]);
        var plain = type.GetMethod("TryParse", [typeof(string), type.MakeByRefType()]);
        if ((full ?? plain) is not { IsStatic: true } method || method.ReturnType != typeof(bool))
            return null;
        var described = type.GetCustomAttribute<System.ComponentModel.DescriptionAttribute>()?.Description;
        return new(described ?? Words.Value(type.Name).Replace('-', ' '), Read, () => new() { ["type"] = new JsonArray("string", "number") });

        (object? Value, string? Problem) Read(string text)
        {
            var arguments = method == full ? new object?[] { text, null, null } : [text, null];
            return (bool)method.Invoke(null, arguments)! ? (arguments[1], null) : (null, method == full ? arguments[2] as string : null);
        }
    }

    private static JsonObject Schema(string type, params ReadOnlySpan<(string Key, JsonNode Value)> more)
    {
        var schema = new JsonObject { ["type"] = type };
        foreach (var (key, value) in more)
            schema[key] = value;
        return schema;
    }
}
