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

    /// <summary>Up to where in the log the files have everything.</summary>
    public long StoredThrough => _blocks is [.., var last] ? last.Frame.LastPosition : 0;

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
            foreach (var block in found)
            {
                // What a failed sync left was written again, whole and perhaps with more, in a later file.
                while (blocks.Count > 0 && blocks[^1].Frame.LastPosition >= block.Frame.FirstPosition)
                    blocks.RemoveAt(blocks.Count - 1);
                blocks.Add(block);
            }
        }
        _blocks = [.. blocks];
    }

    public void Add(IReadOnlyList<EventBlock> blocks, string path, long length)
    {
        lock (_gate)
        {
            _lengths[path] = length;
            _blocks = [.. _blocks, .. blocks];
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
