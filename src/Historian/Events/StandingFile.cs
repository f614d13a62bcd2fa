using System.Buffers.Binary;
using Millwright.Flow.Files;
using Millwright.Flow.Log;
using Millwright.Model;

namespace Millwright.Historian.Events;

/// <summary>The conditions that stand, up to a place in the files, so that a start need not read all files. Replaced as a whole.</summary>
internal sealed class StandingFile(IFileStore files, string folder)
{
    private const int HeaderBytes = 24;
    private const int MaxBytes = 1 << 30;
    private const uint Magic = 0x5345_574D;
    private const int EventsPerPiece = 1_000;

    private string FilePath => Path.Combine(folder, "standing");

    /// <summary>Stores them durably.</summary>
    public void Write(long number, long offset, IReadOnlyList<Event> standing)
    {
        using var content = new MemoryStream();
        Span<byte> header = stackalloc byte[HeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], number);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], offset);
        content.Write(header);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var piece in standing.Chunk(EventsPerPiece))
        {
            var bytes = new byte[checked((int)EventCodec.MaxBytes(piece))];
            var used = EventCodec.Encode(piece, bytes);
            BinaryPrimitives.WriteInt32LittleEndian(length, used);
            content.Write(length);
            content.Write(bytes, 0, used);
        }
        var all = content.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(all.AsSpan(4), Crc32C.Of(all.AsSpan(8)));
        AtomicFile.Replace(files, FilePath, all);
    }

    /// <summary>Reads them back; false when there is no such file or it is damaged.</summary>
    public bool TryRead(out (long Number, long Offset) through, out List<Event> standing)
    {
        (through, standing) = (default, []);
        if (!files.Exists(FilePath))
            return false;
        return TryParse(AtomicFile.Read(files, FilePath, MaxBytes), out through, standing);
    }

    internal static bool TryParse(ReadOnlySpan<byte> content, out (long Number, long Offset) through, List<Event> standing)
    {
        through = default;
        if (content.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(content) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(content[4..]) != Crc32C.Of(content[8..]))
        {
            return false;
        }
        through = (BinaryPrimitives.ReadInt64LittleEndian(content[8..]), BinaryPrimitives.ReadInt64LittleEndian(content[16..]));
        for (content = content[HeaderBytes..]; !content.IsEmpty;)
        {
            if (!BinaryPrimitives.TryReadInt32LittleEndian(content, out var length) || (uint)length > content.Length - sizeof(int)
                || !EventCodec.TryDecode(content.Slice(sizeof(int), length), out var events))
            {
                return false;
            }
            standing.AddRange(events);
            content = content[(sizeof(int) + length)..];
        }
        return true;
    }
}
