using System.Globalization;
using System.Text;
using Millwright.Flow.Files;
using Millwright.Security.Audit;

namespace Millwright.Control.Audit;

/// <summary>One file of the trail: a first line with the chain's end before it, then one line a record.</summary>
internal static class AuditFile
{
    private const string Heading = "millwright-audit 1 ";
    private const string Prefix = "audit-";
    private const string Suffix = ".log";

    public static string NameFor(long firstId) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{firstId:D12}{Suffix}");

    /// <summary>The trail's files in order.</summary>
    public static IReadOnlyList<string> List(IFileStore files, string folder) =>
        [.. files.List(folder).Where(f => FirstIdOf(f) is not null).OrderBy(FirstIdOf)];

    public static long? FirstIdOf(string path)
    {
        var name = Path.GetFileName(path);
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || !name.EndsWith(Suffix, StringComparison.Ordinal))
            return null;
        var digits = name.AsSpan(Prefix.Length, Math.Max(0, name.Length - Prefix.Length - Suffix.Length));
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    public static byte[] HeadingFor(AuditHead before) => Encoding.ASCII.GetBytes(Heading + before + "\n");

    /// <summary>Reads a whole file; it is bounded by <see cref="AuditTrailOptions.MaxFileBytes"/>.</summary>
    public static AuditFileContent Read(IFileStore files, string path)
    {
        using var file = files.Open(path, writable: false);
        var bytes = new byte[file.Length];
        var length = file.Read(0, bytes);
        return Split(path, bytes.AsMemory(0, length));
    }

    private static AuditFileContent Split(string path, ReadOnlyMemory<byte> bytes)
    {
        var lines = new List<ReadOnlyMemory<byte>>();
        var start = 0;
        while (bytes.Span[start..].IndexOf((byte)'\n') is var length and >= 0)
        {
            lines.Add(bytes.Slice(start, length));
            start += length + 1;
        }
        AuditHead? before = null;
        if (lines.Count > 0)
        {
            var first = Encoding.ASCII.GetString(lines[0].Span);
            before = first.StartsWith(Heading, StringComparison.Ordinal) ? AuditHead.Parse(first[Heading.Length..]) : null;
            lines.RemoveAt(0);
        }
        return new(path, before, lines, start, bytes.Length);
    }
}

/// <summary>What a file of the trail holds.</summary>
/// <param name="Path">The file.</param>
/// <param name="Before">The chain's end before its first record, null when the first line is damaged.</param>
/// <param name="Lines">The complete lines after the first.</param>
/// <param name="CompleteBytes">Where the last complete line ends; what follows was being written when the power went.</param>
/// <param name="Bytes">The length of the file.</param>
internal sealed record AuditFileContent(
    string Path, AuditHead? Before, IReadOnlyList<ReadOnlyMemory<byte>> Lines, long CompleteBytes, long Bytes);
