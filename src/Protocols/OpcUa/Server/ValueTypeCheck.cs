using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Whether a value belongs to a data type and value rank (OPC 10000-4, 5.11.4; OPC 10000-3, 5.8.2).</summary>
internal sealed class ValueTypeCheck(UaAddressSpace space)
{
    /// <summary>Whether a value may be written to a variable or passed as an argument.</summary>
    public bool Matches(in Variant value, int dataType, int valueRank)
    {
        if (value.IsNull)
            return dataType == space.FindStandard(StandardIds.BaseDataType);
        return MatchesType(value, dataType) && MatchesRank(value, dataType, valueRank);
    }

    private bool MatchesType(in Variant value, int dataType)
    {
        if (dataType < 0 || dataType == space.FindStandard(StandardIds.BaseDataType))
            return true;
        if (space.IsSubtype(dataType, space.FindStandard(StandardIds.Enumeration)))
            return value.Type == BuiltInType.Int32;
        var own = space.FindStandard((uint)value.Type);
        // The value's type is the variable's or below it (Int16 for Number), or the variable's is a subtype that is encoded alike (Duration as Double).
        if (space.IsSubtype(own, dataType) || space.IsSubtype(dataType, own))
            return true;
        // An array of Byte and a ByteString are one to many clients (OPC 10000-4, 5.11.4.2).
        return value is { Type: BuiltInType.Byte, IsArray: true } && space.IsSubtype(dataType, space.FindStandard((uint)BuiltInType.ByteString));
    }

    private bool MatchesRank(in Variant value, int dataType, int valueRank)
    {
        var rank = value.ValueRank;
        if (value is { Type: BuiltInType.Byte, IsArray: true } && dataType >= 0 && space.IsSubtype(dataType, space.FindStandard((uint)BuiltInType.ByteString)))
            rank = -1;
        return valueRank switch
        {
            -3 => rank is -1 or 1,
            -2 => true,
            -1 => rank == -1,
            0 => rank >= 1,
            _ => rank == valueRank,
        };
    }
}
