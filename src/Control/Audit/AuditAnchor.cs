using System.Globalization;
using System.Text;
using Millwright.Flow.Files;
using Millwright.Security.Audit;

namespace Millwright.Control.Audit;

/// <summary>
/// The trail's end in a file of its own, so that a tail that was cut off is missed. Two places are written in turn: a torn write
/// leaves the one before.
/// </summary>
internal sealed class AuditAnchor : IDisposable
{
    private const string FileName = "audit.head";
    private const int SlotBytes = 128;

    private readonly IDurableFile _file;
    private long _sequence;

    private AuditAnchor(IDurableFile file, Slot newest) => (_file, Head, _sequence) = (file, newest.Head, newest.Sequence);

    /// <summary>The last end that was kept.</summary>
    public AuditHead Head { get; private set; }

    public static AuditAnchor Open(IFileStore files, string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (files.Exists(path))
        {
            var file = files.Open(path, writable: true);
            return new(file, Newest(file) ?? Slot.None);
        }
        var created = files.Create(path);
        files.SyncDirectory(folder);
        return new(created, Slot.None);
    }

    public static AuditHead? Peek(IFileStore files, string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!files.Exists(path))
            return null;
        using var file = files.Open(path, writable: false);
        return Newest(file)?.Head;
    }

    /// <summary>Keeps an end; on the medium when this returns.</summary>
    public void Keep(AuditHead head)
    {
        var slot = new byte[SlotBytes];
        slot.AsSpan().Fill((byte)' ');
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_sequence + 1} {head}"), slot);
        slot[^1] = (byte)'\n';
        _file.Write((_sequence + 1) % 2 * SlotBytes, slot);
        _file.Sync();
        _sequence++;
        Head = head;
    }

    public void Dispose() => _file.Dispose();

    private static Slot? Newest(IDurableFile file)
    {
        var (first, second) = (ReadSlot(file, 0), ReadSlot(file, 1));
        return (second?.Sequence ?? -1) > (first?.Sequence ?? -1) ? second : first;
    }

    private static Slot? ReadSlot(IDurableFile file, int slot)
    {
        var bytes = new byte[SlotBytes];
        if (file.Read((long)slot * SlotBytes, bytes) != SlotBytes || bytes[^1] != (byte)'\n')
            return null;
        var parts = Encoding.ASCII.GetString(bytes).TrimEnd().Split(' ', 2);
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            && AuditHead.Parse(parts[1]) is { } head
            ? new(sequence, head)
            : null;
    }

    private sealed record Slot(long Sequence, AuditHead Head)
    {
        public static Slot None { get; } = new(0, AuditHead.Empty);
    }
}
