using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>An operand of a where clause: a literal, another element's outcome or a field of the event (OPC 10000-4, 7.7.4).</summary>
internal readonly record struct WhereOperand(Variant Literal, int Element, FieldClause? Field)
{
    public static StatusCode TryMake(ExtensionObject operand, int index, int count, UaAddressSpace space, out WhereOperand made)
    {
        made = default;
        if (operand.TryDecode<LiteralOperand>(out var literal))
        {
            made = new WhereOperand(literal.Value, -1, null);
            return StatusCodes.Good;
        }
        if (operand.TryDecode<ElementOperand>(out var element))
        {
            made = new WhereOperand(default, (int)element.Index, null);
            // Only forward, so that no clause can go round in a circle.
            return element.Index > index && element.Index < count ? StatusCodes.Good : StatusCodes.BadFilterElementInvalid;
        }
        if (!operand.TryDecode<SimpleAttributeOperand>(out var attribute))
            return StatusCodes.BadFilterOperandInvalid;
        var status = FieldClause.TryMake(attribute, space, out var field);
        made = new WhereOperand(default, -1, field);
        return status;
    }

    public Variant Read(UaEvent occurred, UaDateTime received, Variant[] elements) =>
        Field is { } field ? field.Read(occurred, received) : Element >= 0 ? elements[Element] : Literal;
}
