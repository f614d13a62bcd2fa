using System.Buffers.Binary;
using System.Text;
using Millwright.Flow.Files;
using Millwright.Model;

namespace Millwright.Flow.Tags;

/// <summary>A path that an identity has from here on.</summary>
/// <param name="Id">The identity.</param>
/// <param name="Path">Its path; empty for an entry that only keeps a former one.</param>
/// <param name="From">The path it had before, when it is renamed.</param>
internal readonly record struct RegistryEntry(TagId Id, TagPath Path, TagPath? From = null);

/// <summary>The bytes of the registry: a header of 8 bytes and groups of entries.</summary>
/// <remarks>
/// A group: marker, length of the content, CRC-32C of the content begun with the group's offset (3 x uint32, little-endian), content. An entry:
/// identity (16 bytes), path and former path, each a uint16 length and UTF-8.
/// </remarks>
internal static class RegistryFile
{
    private const ulong Header = 0x0001_0A47_4552_574D;
    private const uint Marker = 0x5247_574D;
    private const int FrameBytes = 12;
    private const int MinEntryBytes = TagId.Size + 4;

    // A frame's length must fit the rest of the file, which bounds it; groups are kept this small so that damage stays local.
    private const int EntriesPerGroup = 1_024;

    public static byte[] WriteFile(IReadOnlyList<RegistryEntry> entries)
    {
        var header = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(header, Header);
        return [.. header, .. WriteGroup(entries, header.Length)];
    }

    /// <summary>The bytes of some entries for an offset.</summary>
    public static byte[] WriteGroup(IReadOnlyList<RegistryEntry> entries, long offset)
    {
        using var stream = new MemoryStream();
        Span<byte> frame = stackalloc byte[FrameBytes];
        for (var start = 0; start < entries.Count; start += EntriesPerGroup)
        {
            var content = Content(entries, start, Math.Min(EntriesPerGroup, entries.Count - start));
            BinaryPrimitives.WriteUInt32LittleEndian(frame, Marker);
            BinaryPrimitives.WriteInt32LittleEndian(frame[4..], content.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(frame[8..], Crc32C.Of(content, (uint)(offset + stream.Length)));
            stream.Write(frame);
            stream.Write(content);
        }
        return stream.ToArray();
    }

    /// <summary>Reads all intact entries; the length is where the next group goes.</summary>
    public static (List<RegistryEntry> Entries, List<string> Damage, long Length) Read(ReadOnlySpan<byte> file, string path)
    {
        const int usualEntryBytes = 64;
        var entries = new List<RegistryEntry>(file.Length / usualEntryBytes);
        var damage = new List<string>();
        if (file.Length < sizeof(ulong) || BinaryPrimitives.ReadUInt64LittleEndian(file) != Header)
            damage.Add($"{path}: the header is damaged");
        var at = sizeof(ulong);
        while (at < file.Length)
        {
            if (TryReadGroup(file, at, out var next, entries))
            {
                at = next;
                continue;
            }
            var resumed = FindGroup(file, at + 1);
            if (resumed < 0)
                break;
            damage.Add($"{path} at {at}: {resumed - at} bytes are damaged; tags named there get new identities, restore the file from a backup to keep their history");
            at = resumed;
        }
        return (entries, damage, Math.Min(at, Math.Max(file.Length, sizeof(ulong))));
    }

    private static byte[] Content(IReadOnlyList<RegistryEntry> entries, int start, int count)
    {
        using var stream = new MemoryStream();
        Span<byte> id = stackalloc byte[TagId.Size];
        for (var i = start; i < start + count; i++)
        {
            entries[i].Id.Write(id);
            stream.Write(id);
            WriteText(stream, entries[i].Path.ToString());
            WriteText(stream, entries[i].From?.ToString() ?? "");
        }
        return stream.ToArray();
    }

    private static void WriteText(MemoryStream stream, string text)
    {
        Span<byte> buffer = stackalloc byte[sizeof(ushort) + 3 * TagPath.MaxLength];
        var length = Encoding.UTF8.GetBytes(text, buffer[sizeof(ushort)..]);
        BinaryPrimitives.WriteUInt16LittleEndian(buffer, (ushort)length);
        stream.Write(buffer[..(sizeof(ushort) + length)]);
    }

    private static int FindGroup(ReadOnlySpan<byte> file, int from)
    {
        Span<byte> marker = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(marker, Marker);
        while (from < file.Length)
        {
            var found = file[from..].IndexOf(marker);
            if (found < 0)
                return -1;
            from += found;
            if (TryReadGroup(file, from, out _, []))
                return from;
            from++;
        }
        return -1;
    }

    private static bool TryReadGroup(ReadOnlySpan<byte> file, int at, out int next, List<RegistryEntry> entries)
    {
        next = at;
        if (file.Length - at < FrameBytes || BinaryPrimitives.ReadUInt32LittleEndian(file[at..]) != Marker)
            return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(file[(at + 4)..]);
        if (length < 0 || length > file.Length - at - FrameBytes)
            return false;
        var content = file.Slice(at + FrameBytes, length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 8)..]) != Crc32C.Of(content, (uint)at))
            return false;
        while (content.Length >= MinEntryBytes)
        {
            var id = TagId.Read(content);
            content = content[TagId.Size..];
            if (!TryReadPath(ref content, out var path) || !TryReadPath(ref content, out var from))
                return false;
            entries.Add(new(id, path, from.IsEmpty ? null : from));
        }
        next = at + FrameBytes + length;
        return content.IsEmpty;
    }

    private static bool TryReadPath(ref ReadOnlySpan<byte> content, out TagPath path)
    {
        path = default;
        if (!BinaryPrimitives.TryReadUInt16LittleEndian(content, out var length) || content.Length < sizeof(ushort) + length)
            return false;
        var text = Encoding.UTF8.GetString(content.Slice(sizeof(ushort), length));
        content = content[(sizeof(ushort) + length)..];
        return length == 0 || TagPath.TryParse(text, out path, out _);
    }
}
