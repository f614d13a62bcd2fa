using System.Globalization;
using Millwright.Flow.Files;

namespace Millwright.Publish.Mqtt.Storage;

/// <summary>The files of the store in their folder: <c>sessions-0000000001.log</c> and so on.</summary>
internal sealed class SegmentFiles(IFileStore files, string folder)
{
    /// <summary>The largest file that is read: a segment and one turn more than fits into it.</summary>
    private const int MaxFileBytes = int.MaxValue - 64;

    private const string Prefix = "sessions-";
    private const string Suffix = ".log";

    public string PathOf(uint segment) => Path.Combine(folder, $"{Prefix}{segment.ToString("D10", CultureInfo.InvariantCulture)}{Suffix}");

    /// <summary>The numbers that are there, ascending. What a replacement left unfinished is removed.</summary>
    public List<uint> List()
    {
        var numbers = new List<uint>();
        foreach (var path in files.List(folder))
        {
            var name = Path.GetFileName(path);
            if (name.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal))
                files.Delete(path);
            else if (name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal)
                && uint.TryParse(name.AsSpan(Prefix.Length, name.Length - Prefix.Length - Suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                numbers.Add(number);
        }
        numbers.Sort();
        return numbers;
    }

    public byte[] Read(uint segment) => AtomicFile.Read(files, PathOf(segment), MaxFileBytes);

    /// <summary>A new file that is there after a power cut as well.</summary>
    public IDurableFile Create(uint segment)
    {
        var file = files.Create(PathOf(segment));
        try
        {
            files.SyncDirectory(folder);
        }
        catch
        {
            file.Dispose();
            throw;
        }
        return file;
    }

    public IDurableFile Open(uint segment) => files.Open(PathOf(segment), writable: false);

    /// <summary>Takes a file away, for good before anything else happens.</summary>
    public void Delete(uint segment)
    {
        files.Delete(PathOf(segment));
        files.SyncDirectory(folder);
    }

    /// <summary>Puts other content in place of a file's; durable.</summary>
    public void Replace(uint segment, ReadOnlySpan<byte> content) => AtomicFile.Replace(files, PathOf(segment), content);
}
