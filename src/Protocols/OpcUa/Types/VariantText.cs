using System.Globalization;
using System.Text;

namespace Millwright.OpcUa.Types;

/// <summary>Variants as text for people: numbers invariant, times ISO 8601, arrays in brackets and cut after some elements.</summary>
internal static class VariantText
{
    private const int ShownElements = 64;
    private const int DeepestNesting = 8;

    public static string Format(in Variant value)
    {
        if (!value.IsArray)
            return FormatScalar(value);
        var text = new StringBuilder();
        AppendArray(text, value, 0);
        return text.ToString();
    }

    private static string FormatScalar(in Variant value) => value.Type switch
    {
        BuiltInType.Null => "null",
        BuiltInType.Boolean => value.AsBoolean() ? "true" : "false",
        BuiltInType.UInt64 => value.AsUInt64().ToString(CultureInfo.InvariantCulture),
        BuiltInType.Float => value.AsFloat().ToString("R", CultureInfo.InvariantCulture),
        BuiltInType.Double => value.AsDouble().ToString("R", CultureInfo.InvariantCulture),
        BuiltInType.String => value.AsString() ?? "null",
        BuiltInType.XmlElement => value.AsXml() ?? "null",
        BuiltInType.DateTime => value.AsDateTime().ToString(),
        BuiltInType.Guid => value.AsGuid().ToString("D", CultureInfo.InvariantCulture),
        BuiltInType.ByteString => value.AsByteString() is { } bytes ? FormatBytes(bytes) : "null",
        BuiltInType.NodeId => value.AsNodeId().ToString(),
        BuiltInType.ExpandedNodeId => value.AsExpandedNodeId().ToString(),
        BuiltInType.StatusCode => value.AsStatusCode().ToString(),
        BuiltInType.QualifiedName => value.AsQualifiedName().ToString(),
        BuiltInType.LocalizedText => value.AsLocalizedText().ToString(),
        BuiltInType.ExtensionObject => value.AsExtensionObject().ToString(),
        BuiltInType.DataValue => value.AsDataValue().ToString(),
        BuiltInType.DiagnosticInfo => value.AsDiagnosticInfo()?.AdditionalInfo ?? "diagnostics",
        _ => value.Bits.ToString(CultureInfo.InvariantCulture),
    };

    private static string FormatBytes(byte[] bytes) => bytes.Length <= ShownElements
        ? "0x" + Convert.ToHexString(bytes)
        : string.Create(CultureInfo.InvariantCulture, $"0x{Convert.ToHexString(bytes.AsSpan(0, ShownElements))}… ({bytes.Length} bytes)");

    private static void AppendArray(StringBuilder text, in Variant value, int depth)
    {
        var elements = value.Elements!;
        if (value.Dimensions.Length > 0)
            text.AppendJoin('x', value.Dimensions.ToArray());
        text.Append('[');
        for (var i = 0; i < elements.Length; i++)
        {
            if (i > 0)
                text.Append(", ");
            if (i == ShownElements)
            {
                text.Append(CultureInfo.InvariantCulture, $"… ({elements.Length} elements)");
                break;
            }
            var element = VariantElements.ElementAt(elements, value.Type, i);
            if (!element.IsArray)
                text.Append(FormatScalar(element));
            else if (depth < DeepestNesting)
                AppendArray(text, element, depth + 1);
            else
                text.Append("[…]");
        }
        text.Append(']');
    }
}
