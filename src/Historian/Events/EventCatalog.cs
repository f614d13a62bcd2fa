using Millwright.Flow.Files;
using Millwright.Historian.Health;

namespace Millwright.Historian.Events;

/// <summary>All blocks of all files, in the order of the log. Any thread reads, one writes.</summary>
internal sealed class EventCatalog(IFileStore files, string folder, FindingList findings)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _lengths = new(StringComparer.Ordinal);
    private volatile EventBlock[] _blocks = [];

    public IReadOnlyList<EventBlock> Blocks => _blocks;

    /// <summary>The number of the next file.</summary>
    public long NextNumber { get; private set; } = 1;

    /// <summary>Up to where in the log the files have everything.</summary>
    /// <param name="acknowledged">Where the store's cursor stands.</param>
    public long StoredThrough(long acknowledged)
    {
        // Only when the last block went on exactly where the cursor stands: after the log was made anew its numbers mean nothing here.
        return _blocks is [.., var last] && last.Frame.After == acknowledged ? Math.Max(last.Frame.Until, acknowledged) : acknowledged;
    }

    public long Bytes
    {
        get
        {
            lock (_gate)
                return _lengths.Values.Sum();
        }
    }

    public int Files
    {
        get
        {
            lock (_gate)
                return _lengths.Count;
        }
    }

    /// <summary>Reads what the folder holds.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void Load()
    {
        var blocks = new List<EventBlock>();
        foreach (var path in files.List(folder).Where(p => EventFileFormat.TryParseFileName(p, out _)))
        {
            var found = EventFile.Scan(files, path, out var end, out var problem);
            if (problem is not null)
                findings.Add(path, end, problem, "events behind it in this file are read again from the log where they were not acknowledged, else they are lost");
            _lengths[path] = end;
            if (found.Count > 0)
                DropRewritten(blocks, found[0].Frame);
            blocks.AddRange(found);
            _ = EventFileFormat.TryParseFileName(path, out var number);
            NextNumber = Math.Max(NextNumber, number + 1);
        }
        _blocks = [.. blocks];
    }

    /// <summary>A file is begun: its number is taken, whatever becomes of it.</summary>
    public long TakeNumber() => NextNumber++;

    public void Add(IReadOnlyList<EventBlock> blocks, string path, long length)
    {
        lock (_gate)
        {
            _lengths[path] = length;
            _blocks = [.. _blocks, .. blocks];
        }
    }

    /// <summary>What a failed sync left was written again, whole and perhaps with more, at the beginning of the next file.</summary>
    private static void DropRewritten(List<EventBlock> blocks, in EventFrame next)
    {
        for (var i = blocks.Count - 1; i >= 0 && blocks[i].Frame.After == next.After; i--)
        {
            if (blocks[i].Frame.First != next.First)
                continue;
            blocks.RemoveRange(i, blocks.Count - i);
            return;
        }
    }

    /// <summary>Deletes the oldest files beyond an age or a size, but never the newest.</summary>
    public void DeleteExpired(long beforeTicks, long keepBytes)
    {
        while (true)
        {
            string oldest;
            lock (_gate)
            {
                if (_lengths.Count < 2)
                    return;
                oldest = _lengths.Keys.Order(StringComparer.Ordinal).First();
                var isOld = _blocks.Where(b => b.Path == oldest).All(b => b.Frame.Latest < beforeTicks);
                if (!isOld && (keepBytes == 0 || _lengths.Values.Sum() <= keepBytes))
                    return;
                _lengths.Remove(oldest);
                _blocks = [.. _blocks.Where(b => b.Path != oldest)];
            }
            files.Delete(oldest);
            files.SyncDirectory(folder);
        }
    }
}
