using Millwright.Flow.Files;

namespace Millwright.Historian.Codec;

/// <summary>Byte arrays are equal when their bytes are.</summary>
internal sealed class ContentComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static ContentComparer Instance { get; } = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(byte[] obj) => (int)Crc32C.Of(obj);

    public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)Crc32C.Of(alternate);

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
