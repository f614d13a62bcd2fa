using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Millwright.Model;

/// <summary>What tells one event from every other: the same event, heard twice, has it twice.</summary>
/// <param name="Value">128 bits; all zero stands for none.</param>
public readonly record struct EventId(Guid Value)
{
    /// <summary>The bytes an <see cref="EventId"/> takes on disk.</summary>
    public const int Size = 16;

    public bool IsNone => Value == Guid.Empty;

    /// <summary>The identity of an event that its source names itself (RFC 9562, version 8: a hash of the connection and the source's own name).</summary>
    /// <param name="connection">The connection it came by.</param>
    /// <param name="own">The name that the source gave it, such as the EventId of OPC UA.</param>
    public static EventId Of(string connection, ReadOnlySpan<byte> own)
    {
        var name = Encoding.UTF8.GetBytes(connection);
        var all = new byte[sizeof(int) + name.Length + own.Length];
        BinaryPrimitives.WriteInt32LittleEndian(all, name.Length);
        name.CopyTo(all, sizeof(int));
        own.CopyTo(all.AsSpan(sizeof(int) + name.Length));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(all, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return Read(hash);
    }

    /// <summary>An identity for an event that is made here, ordered by the time it was given (RFC 9562, version 7).</summary>
    public static EventId New(TimeProvider clock) => new(Guid.CreateVersion7(clock.GetUtcNow()));

    public static EventId Read(ReadOnlySpan<byte> bytes) => new(new Guid(bytes[..Size], bigEndian: true));

    public void Write(Span<byte> bytes) => Value.TryWriteBytes(bytes, bigEndian: true, out _);

    public static bool TryParse(string? text, out EventId id)
    {
        var good = Guid.TryParseExact(text, "N", out var value);
        id = new(value);
        return good;
    }

    public override string ToString() => Value.ToString("N");
}
