using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>One field of events, as a SimpleAttributeOperand names it (OPC 10000-4, 7.7.4.5).</summary>
internal readonly record struct FieldClause(string? Path, bool IsConditionId, NumericRange? Range)
{
    private const int MaxPathElements = 16;

    public static StatusCode TryMake(SimpleAttributeOperand operand, UaAddressSpace space, out FieldClause clause)
    {
        clause = default;
        if (!operand.TypeDefinitionId.IsNull && space.Nodes.Find(operand.TypeDefinitionId.AsKey()) < 0)
            return StatusCodes.BadTypeDefinitionInvalid;
        if (operand.BrowsePath.Count > MaxPathElements)
            return StatusCodes.BadBrowseNameInvalid;
        NumericRange? range = null;
        if (!string.IsNullOrEmpty(operand.IndexRange) && !NumericRange.TryParse(operand.IndexRange, out range))
            return StatusCodes.BadIndexRangeInvalid;
        if (operand.AttributeId == AttributeId.NodeId && operand.BrowsePath.Count == 0)
        {
            clause = new FieldClause(null, true, range);
            return StatusCodes.Good;
        }
        if (operand.AttributeId != AttributeId.Value)
            return StatusCodes.BadAttributeIdInvalid;
        clause = new FieldClause(string.Join('/', operand.BrowsePath), false, range);
        return StatusCodes.Good;
    }

    public Variant Read(UaEvent occurred, UaDateTime received)
    {
        if (IsConditionId)
            return occurred.ConditionId is { } condition ? new Variant(condition) : default;
        if (Path is null)
            return default;
        var value = occurred.Get(Path, received);
        return Range is null || value.IsNull ? value : Range.Read(value, out var part).IsGood ? part : default;
    }
}
