using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Encoding;

/// <summary>Arrays of built-in types.</summary>
public ref partial struct UaReader
{
    /// <summary>An array of a known type, encoded bare as a field of a structure is; a null array is an empty one.</summary>
    public Array ReadElements(BuiltInType type) => ReadElements(type, ReadArrayLength(LeastBytes(type)));

    /// <summary>So many elements of a known type without a length before them, as in a matrix of a structure (OPC 10000-6, 5.2.5).</summary>
    public Array ReadElements(BuiltInType type, int length)
    {
        CheckElements(length, LeastBytes(type));
        Enter();
        var elements = ReadElementsOf(type, length);
        Leave();
        return elements;
    }

    /// <summary>Ends reading when so many elements of at least so many bytes cannot follow or are above the limit.</summary>
    public readonly void CheckElements(int length, int leastElementBytes)
    {
        if (length > _limits.MaxArrayLength)
            DecodingFault.Limit("an array", length, _limits.MaxArrayLength);
        if ((long)length * leastElementBytes > Remaining)
            DecodingFault.Short((int)Math.Min((long)length * leastElementBytes, int.MaxValue), Remaining);
    }

    private Array ReadElementsOf(BuiltInType type, int length)
    {
        switch (type)
        {
            case BuiltInType.Boolean: return ReadEach(length, static (ref UaReader r) => r.ReadBoolean());
            case BuiltInType.SByte: return TakeNumbers<sbyte>(length);
            case BuiltInType.Byte: return TakeNumbers<byte>(length);
            case BuiltInType.Int16: return TakeNumbers<short>(length);
            case BuiltInType.UInt16: return TakeNumbers<ushort>(length);
            case BuiltInType.Int32: return TakeNumbers<int>(length);
            case BuiltInType.UInt32: return TakeNumbers<uint>(length);
            case BuiltInType.Int64: return TakeNumbers<long>(length);
            case BuiltInType.UInt64: return TakeNumbers<ulong>(length);
            case BuiltInType.Float: return TakeNumbers<float>(length);
            case BuiltInType.Double: return TakeNumbers<double>(length);
            case BuiltInType.String or BuiltInType.XmlElement: return ReadEach(length, static (ref UaReader r) => r.ReadString());
            case BuiltInType.DateTime: return TakeNumbers<UaDateTime>(length);
            case BuiltInType.Guid: return ReadEach(length, static (ref UaReader r) => r.ReadGuid());
            case BuiltInType.ByteString: return ReadEach(length, static (ref UaReader r) => r.ReadByteString());
            case BuiltInType.NodeId: return ReadEach(length, static (ref UaReader r) => r.ReadNodeId());
            case BuiltInType.ExpandedNodeId: return ReadEach(length, static (ref UaReader r) => r.ReadExpandedNodeId());
            case BuiltInType.StatusCode: return TakeNumbers<StatusCode>(length);
            case BuiltInType.QualifiedName: return ReadEach(length, static (ref UaReader r) => r.ReadQualifiedName());
            case BuiltInType.LocalizedText: return ReadEach(length, static (ref UaReader r) => r.ReadLocalizedText());
            case BuiltInType.ExtensionObject: return ReadEach(length, static (ref UaReader r) => r.ReadExtensionObject());
            case BuiltInType.DataValue: return ReadEach(length, static (ref UaReader r) => r.ReadDataValue());
            case BuiltInType.Variant: return ReadEach(length, static (ref UaReader r) => r.ReadVariant());
            case BuiltInType.DiagnosticInfo: return ReadEach(length, static (ref UaReader r) => r.ReadDiagnosticInfo());
            default:
                DecodingFault.Malformed($"type {(int)type} is no type of an array's elements", "5.2.2.16");
                return System.Array.Empty<byte>();
        }
    }

    private static int LeastBytes(BuiltInType type) => type switch
    {
        BuiltInType.String or BuiltInType.XmlElement or BuiltInType.ByteString => 4,
        BuiltInType.NodeId or BuiltInType.ExpandedNodeId => 2,
        BuiltInType.QualifiedName => 6,
        BuiltInType.ExtensionObject => 3,
        _ => Math.Max(1, FixedBytes(type)),
    };

    /// <summary>Dimensions of a matrix; their product never overflows and no dimension is negative.</summary>
    public int[] ReadDimensions(out int product)
    {
        var rank = ReadArrayLength(4);
        if (rank > UaLimits.MostDimensions)
            DecodingFault.Limit("a number of dimensions", rank, UaLimits.MostDimensions);
        var dimensions = TakeNumbers<int>(rank);
        long total = 1;
        foreach (var length in dimensions)
        {
            if (length < 0)
                DecodingFault.Malformed($"a dimension of {length} elements", "5.2.2.16");
            total = Math.Min(total * length, int.MaxValue);
        }
        product = (int)total;
        return dimensions;
    }

    private Variant ReadVariantArray(BuiltInType type, bool withDimensions)
    {
        var elements = ReadElements(type);
        if (!withDimensions)
            return Variant.FromElements(type, elements);
        var dimensions = ReadDimensions(out var product);
        // Some stacks announce dimensions and send none for an empty matrix.
        if (dimensions.Length > 0 && product != elements.Length)
            DecodingFault.Malformed($"dimensions for {product} elements on an array of {elements.Length}", "5.2.2.16");
        return Variant.FromElements(type, elements, dimensions);
    }

    private T[] ReadNumbers<T>()
        where T : unmanaged => TakeNumbers<T>(ReadArrayLength(Unsafe.SizeOf<T>()));

    private T[] TakeNumbers<T>(int length)
        where T : unmanaged
    {
        var span = TakeNumberSpan<T>(length);
        return span.IsEmpty ? [] : span.ToArray();
    }

    private ReadOnlySpan<T> ReadNumberSpan<T>()
        where T : unmanaged => TakeNumberSpan<T>(ReadArrayLength(Unsafe.SizeOf<T>()));

    private ReadOnlySpan<T> TakeNumberSpan<T>(int length)
        where T : unmanaged
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("OPC UA arrays are read in place on little-endian machines only.");
        return MemoryMarshal.Cast<byte, T>(Take(length * Unsafe.SizeOf<T>()));
    }
}
