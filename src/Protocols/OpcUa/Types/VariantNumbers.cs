namespace Millwright.OpcUa.Types;

/// <summary>Numbers of any width out of a variant.</summary>
public readonly partial struct Variant
{
    /// <summary>Any scalar number, or a Boolean as 0 or 1, as a double; 64-bit integers beyond 2^53 lose digits.</summary>
    public bool TryGetNumber(out double value)
    {
        value = 0;
        if (IsArray)
            return false;
        switch (_type)
        {
            case BuiltInType.Double:
                value = BitConverter.Int64BitsToDouble(_bits);
                return true;
            case BuiltInType.Float:
                value = BitConverter.Int32BitsToSingle((int)_bits);
                return true;
            case BuiltInType.UInt64:
                value = (ulong)_bits;
                return true;
            case >= BuiltInType.Boolean and <= BuiltInType.Int64:
                value = _bits;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Any scalar integer, or a Boolean as 0 or 1; false for a UInt64 above the range.</summary>
    public bool TryGetInteger(out long value)
    {
        value = _bits;
        return !IsArray && _type is >= BuiltInType.Boolean and <= BuiltInType.UInt64 && (_type != BuiltInType.UInt64 || _bits >= 0);
    }
}
