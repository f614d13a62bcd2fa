using System.Runtime.InteropServices;

namespace Millwright.OpcUa.Types;

/// <summary>Equality of variants: type, shape and every element. Floating point compares bit by bit, so NaN equals itself.</summary>
internal static class VariantEquality
{
    public static bool Equal(in Variant left, in Variant right)
    {
        if (left.Type != right.Type || left.ValueRank != right.ValueRank || left.Bits != right.Bits)
            return false;
        if (ReferenceEquals(left.Reference, right.Reference))
            return true;
        if (left.Elements is { } elements)
            return right.Elements is { } others && left.Dimensions.SequenceEqual(right.Dimensions) && EqualElements(elements, others);
        return left.Reference is byte[] bytes
            ? right.Reference is byte[] otherBytes && bytes.AsSpan().SequenceEqual(otherBytes)
            : Equals(left.Reference, right.Reference);
    }

    public static int Hash(in Variant value)
    {
        var hash = new HashCode();
        hash.Add(value.Type);
        hash.Add(value.Bits);
        if (value.Elements is { } elements)
            hash.Add(elements.Length);
        else if (value.Reference is byte[] bytes)
            hash.AddBytes(bytes);
        else
            hash.Add(value.Reference);
        return hash.ToHashCode();
    }

    private static bool EqualElements(Array left, Array right) => (left, right) switch
    {
        (double[] a, double[] b) => MemoryMarshal.AsBytes<double>(a).SequenceEqual(MemoryMarshal.AsBytes<double>(b)),
        (float[] a, float[] b) => MemoryMarshal.AsBytes<float>(a).SequenceEqual(MemoryMarshal.AsBytes<float>(b)),
        (bool[] a, bool[] b) => a.AsSpan().SequenceEqual(b),
        (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
        (short[] a, short[] b) => a.AsSpan().SequenceEqual(b),
        (int[] a, int[] b) => a.AsSpan().SequenceEqual(b),
        (long[] a, long[] b) => a.AsSpan().SequenceEqual(b),
        (byte[]?[] a, byte[]?[] b) => EqualByteStrings(a, b),
        (string?[] a, string?[] b) => a.AsSpan().SequenceEqual(b),
        (UaDateTime[] a, UaDateTime[] b) => a.AsSpan().SequenceEqual(b),
        (Guid[] a, Guid[] b) => a.AsSpan().SequenceEqual(b),
        (NodeId[] a, NodeId[] b) => a.AsSpan().SequenceEqual(b),
        (ExpandedNodeId[] a, ExpandedNodeId[] b) => a.AsSpan().SequenceEqual(b),
        (StatusCode[] a, StatusCode[] b) => a.AsSpan().SequenceEqual(b),
        (QualifiedName[] a, QualifiedName[] b) => a.AsSpan().SequenceEqual(b),
        (LocalizedText[] a, LocalizedText[] b) => a.AsSpan().SequenceEqual(b),
        (DataValue[] a, DataValue[] b) => a.AsSpan().SequenceEqual(b),
        (Variant[] a, Variant[] b) => a.AsSpan().SequenceEqual(b),
        (ExtensionObject[] a, ExtensionObject[] b) => a.AsSpan().SequenceEqual(b),
        (DiagnosticInfo?[] a, DiagnosticInfo?[] b) => a.AsSpan().SequenceEqual(b),
        _ => false,
    };

    private static bool EqualByteStrings(byte[]?[] left, byte[]?[] right)
    {
        if (left.Length != right.Length)
            return false;
        for (var i = 0; i < left.Length; i++)
        {
            if (left[i] is null != right[i] is null || !left[i].AsSpan().SequenceEqual(right[i]))
                return false;
        }
        return true;
    }
}
