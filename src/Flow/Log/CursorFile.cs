using System.Buffers.Binary;
using Millwright.Flow.Files;

namespace Millwright.Flow.Log;

/// <summary>The stored place of a cursor: magic, position, checksum; replaced as a whole.</summary>
internal static class CursorFile
{
    public const string Extension = ".cursor";
    public const int MaxNameLength = 64;

    private const uint Magic = 0x5543_574D;
    private const int Size = 16;

    /// <summary>A name becomes a file name: letters, digits, '-', '_' and '.', not first.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    public static string PathOf(string directory, string name) => Path.Combine(directory, name + Extension);

    public static void Write(IFileStore files, string path, long position)
    {
        Span<byte> content = stackalloc byte[Size];
        BinaryPrimitives.WriteUInt32LittleEndian(content, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(content[4..], position);
        BinaryPrimitives.WriteUInt32LittleEndian(content[12..], Crc32C.Of(content[..12]));
        AtomicFile.Replace(files, path, content);
    }

    /// <summary>Reads a place; false when the file is damaged.</summary>
    public static bool TryRead(IFileStore files, string path, out long position)
    {
        position = 0;
        using var file = files.Open(path, writable: false);
        Span<byte> content = stackalloc byte[Size + 1];
        if (file.Read(0, content) != Size || BinaryPrimitives.ReadUInt32LittleEndian(content) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(content[12..]) != Crc32C.Of(content[..12]))
        {
            return false;
        }
        position = BinaryPrimitives.ReadInt64LittleEndian(content[4..]);
        return position >= 0;
    }
}
