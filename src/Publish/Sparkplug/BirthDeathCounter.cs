using System.Globalization;
using System.Text;
using Millwright.Flow.Files;

namespace Millwright.Publish.Sparkplug;

/// <summary>The number that ties a death to its birth: 0 to 255, then 0 again, kept over restarts (tck-id-payloads-nbirth-bdseq and following).</summary>
internal sealed class BirthDeathCounter(IFileStore files, string file)
{
    private const int MaxBytes = 16;

    /// <summary>The number of the next session; stored before it is used.</summary>
    /// <exception cref="IOException">It cannot be stored.</exception>
    public byte Next()
    {
        var text = files.Exists(file) ? Encoding.ASCII.GetString(AtomicFile.Read(files, file, MaxBytes)) : "";
        var next = byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? unchecked((byte)(last + 1)) : (byte)0;
        files.CreateDirectory(Path.GetDirectoryName(file)!);
        AtomicFile.Replace(files, file, Encoding.ASCII.GetBytes(next.ToString(CultureInfo.InvariantCulture)));
        return next;
    }
}
