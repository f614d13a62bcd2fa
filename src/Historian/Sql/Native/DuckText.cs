using System.Runtime.InteropServices;
using System.Text;

namespace Millwright.Historian.Sql.Native;

/// <summary>Text to and from the library: UTF-8, ended by a zero where no length is given.</summary>
internal static unsafe class DuckText
{
    /// <summary>duckdb_string_t: up to so many bytes stand in the place itself.</summary>
    private const int MaxInline = 12;

    public static byte[] Of(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    public static string Read(byte* text) => text is null ? "" : Marshal.PtrToStringUTF8((nint)text) ?? "";

    /// <summary>The text of a duckdb_string_t of 16 bytes.</summary>
    public static string ReadString(byte* place)
    {
        var length = *(int*)place;
        var bytes = length <= MaxInline ? place + 4 : *(byte**)(place + 8);
        return Encoding.UTF8.GetString(bytes, length);
    }
}
