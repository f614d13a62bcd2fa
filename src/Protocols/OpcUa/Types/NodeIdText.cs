using System.Globalization;

namespace Millwright.OpcUa.Types;

/// <summary>Node ids as text (OPC 10000-6, 5.3.1.10 and 5.3.1.11).</summary>
internal static class NodeIdText
{
    public static string Format(in NodeId id)
    {
        var identifier = FormatIdentifier(id);
        return id.NamespaceIndex == 0 ? identifier : string.Create(CultureInfo.InvariantCulture, $"ns={id.NamespaceIndex};{identifier}");
    }

    public static string FormatIdentifier(in NodeId id) => id.Type switch
    {
        NodeIdType.Numeric => string.Create(CultureInfo.InvariantCulture, $"i={id.Numeric}"),
        NodeIdType.String => "s=" + id.Text,
        NodeIdType.Guid => string.Create(CultureInfo.InvariantCulture, $"g={id.Guid:D}"),
        _ => "b=" + Convert.ToBase64String(id.Bytes),
    };

    public static bool TryParse(ReadOnlySpan<char> text, out NodeId id)
    {
        id = default;
        ushort index = 0;
        if (text.StartsWith("ns=", StringComparison.Ordinal))
        {
            var end = text.IndexOf(';');
            if (end < 0 || !ushort.TryParse(text[3..end], NumberStyles.None, CultureInfo.InvariantCulture, out index))
                return false;
            text = text[(end + 1)..];
        }
        return TryParseIdentifier(index, text, out id);
    }

    public static bool TryParseIdentifier(ushort index, ReadOnlySpan<char> text, out NodeId id)
    {
        id = default;
        if (text.Length < 3 || text[1] != '=')
            return false;
        var value = text[2..];
        switch (text[0])
        {
            case 'i' when uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                id = new NodeId(index, number);
                return true;
            case 's':
                id = new NodeId(index, value.ToString());
                return true;
            case 'g' when Guid.TryParseExact(value, "D", out var guid):
                id = new NodeId(index, guid);
                return true;
            case 'b':
                var bytes = new byte[value.Length];
                if (!Convert.TryFromBase64Chars(value, bytes, out var written))
                    return false;
                id = NodeId.Opaque(index, bytes.AsSpan(0, written));
                return true;
            default:
                return false;
        }
    }
}
