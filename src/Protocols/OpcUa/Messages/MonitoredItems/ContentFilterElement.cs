using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>One operator with its operands (OPC 10000-4, 7.7.1).</summary>
public sealed record ContentFilterElement(
    FilterOperator FilterOperator,
    IReadOnlyList<ExtensionObject> FilterOperands) : IUaMessage<ContentFilterElement>
{
    public static uint EncodingId => 585;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteEnum(FilterOperator);
        writer.WriteExtensionObjects(FilterOperands);
    }

    public static ContentFilterElement Decode(ref UaReader reader) => new(
        reader.ReadEnum<FilterOperator>(),
        reader.ReadExtensionObjects());
}
