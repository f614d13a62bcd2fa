using Millwright.Flow.Files;
using Millwright.Model;

namespace Millwright.Flow.Log;

/// <summary>What a whole log holds, read from the first byte to the last.</summary>
/// <param name="Segments">How many files.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Batches">Intact batches.</param>
/// <param name="Samples">Their samples.</param>
/// <param name="First">The first intact position; 0 when there is none.</param>
/// <param name="Last">The last intact position; 0 when there is none.</param>
/// <param name="SamplesByTag">Samples of each tag.</param>
/// <param name="SamplesByConnection">Samples of each connection.</param>
/// <param name="Cursors">The stored place of each sink.</param>
/// <param name="Damage">All that is not as it was written.</param>
public sealed record LogReport(
    int Segments, long Bytes, long Batches, long Samples, LogPosition First, LogPosition Last, IReadOnlyDictionary<TagPath, long> SamplesByTag,
    IReadOnlyDictionary<string, long> SamplesByConnection, IReadOnlyDictionary<string, LogPosition> Cursors, IReadOnlyList<LogDamage> Damage)
{
    /// <summary>Events of each connection.</summary>
    public IReadOnlyDictionary<string, long> EventsByConnection { get; init; } = new Dictionary<string, long>();

    /// <summary>True when nothing that was acknowledged is missing.</summary>
    public bool IsSound => Damage.All(d => d.MayBeUnacknowledged);
}

/// <summary>Reads every byte of a log, checks every checksum and the sequence of positions, and counts; changes nothing.</summary>
/// <remarks>A log that a process is writing may be verified too: what it has not committed may then show as a torn end.</remarks>
public sealed class LogVerifier
{
    private readonly Dictionary<TagId, int> _numbers = [];
    private readonly List<TagDefinition> _tags = [];
    private readonly List<long> _counts = [];
    private readonly Dictionary<string, long> _events = new(StringComparer.Ordinal);
    private readonly List<LogDamage> _damage = [];
    private readonly IFileStore _files;
    private long _bytes;
    private long _batches;
    private long _samples;
    private long _first;
    private long _last;
    private long _durable;

    private LogVerifier(IFileStore files) => _files = files;

    /// <summary>Verifies the log of a folder.</summary>
    /// <param name="files">The files.</param>
    /// <param name="directory">The log's folder.</param>
    /// <param name="progress">Told the part that is done, 0 to 1; null for nobody.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    public static LogReport Verify(IFileStore files, string directory, IProgress<double>? progress, CancellationToken cancellation)
    {
        var verifier = new LogVerifier(files);
        var view = LogRecovery.Look(files, directory);
        // Damage to headers, cursors and whole files, and a torn end; the rest is found again, in full.
        verifier._damage.AddRange(view.Damage.Where(d => d.Length is 0 || d.Offset == 0 || d == view.TornEnd));
        for (var i = 0; i < view.Segments.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            verifier.Read(view.Segments[i], isLast: i == view.Segments.Count - 1);
            progress?.Report((i + 1.0) / view.Segments.Count);
        }
        return verifier.Report(view);
    }

    private LogReport Report(LogRecovery view) => new(
        view.Segments.Count, _bytes, _batches, _samples, new(_first), new(_last),
        _tags.Zip(_counts).GroupBy(p => p.First.Path).ToDictionary(g => g.Key, g => g.Sum(p => p.Second)),
        _tags.Zip(_counts).GroupBy(p => p.First.Connection).ToDictionary(g => g.Key, g => g.Sum(p => p.Second), StringComparer.Ordinal),
        view.Cursors.ToDictionary(c => c.Key, c => new LogPosition(Math.Max(0, c.Value))), [.. _damage.Select(d => d.Knowing(_durable))])
    {
        EventsByConnection = _events,
    };

    private void Read(Segment segment, bool isLast)
    {
        using var reader = SegmentReader.Open(_files, segment.Path, Find, Know);
        var last = segment.First - 1;
        _bytes += segment.Length;
        LogDamage? open = null;
        for (var step = reader.Next(segment.Length); step != SegmentStep.End; step = reader.Next(segment.Length))
        {
            if (step == SegmentStep.Damage)
            {
                Close(ref open, last, last, last);
                open = new(segment.Path, reader.RecordOffset, reader.Offset - reader.RecordOffset, default, default, reader.Problem, true);
                continue;
            }
            var expected = step == SegmentStep.Batch ? reader.Position - 1 : reader.Position;
            if (open is null && expected != last)
                open = new(segment.Path, reader.RecordOffset, 0, default, default, "batches are missing", true);
            Close(ref open, last, expected, reader.DurableBefore);
            _durable = Math.Max(_durable, reader.DurableBefore);
            if (step == SegmentStep.Batch)
                Count(reader, segment.Length);
            last = reader.Position;
        }
        if (!isLast && last < segment.Last)
            open ??= new(segment.Path, segment.Length, 0, default, default, "batches are missing at the end", true);
        Close(ref open, last, isLast ? last : segment.Last, isLast ? 0 : long.MaxValue);
    }

    private void Count(SegmentReader reader, long end)
    {
        if (!reader.TryDecode(end, out var batch))
        {
            _damage.Add(new(
                reader.Path, reader.RecordOffset, reader.Offset - reader.RecordOffset, new(reader.Position), new(reader.Position), reader.Problem, false));
            return;
        }
        using (batch)
        {
            foreach (var tag in batch!.Tags)
                _counts[tag.Index]++;
            _samples += batch.Count;
            foreach (var happened in batch.Events)
                _events[happened.Connection] = _events.GetValueOrDefault(happened.Connection) + 1;
        }
        _batches++;
        _first = _first == 0 ? reader.Position : _first;
        _last = reader.Position;
    }

    private void Close(ref LogDamage? open, long last, long lastLost, long durableBefore)
    {
        if (open is null)
            return;
        _damage.Add(open with
        {
            FirstLost = lastLost > last ? new(last + 1) : default,
            LastLost = lastLost > last ? new(lastLost) : default,
            MayBeUnacknowledged = durableBefore <= last,
        });
        open = null;
    }

    private bool Find(TagId id, out TagHandle handle)
    {
        var known = _numbers.TryGetValue(id, out var number);
        handle = new(number);
        return known;
    }

    private TagHandle[] Know(IReadOnlyList<TagDefinition> tags)
    {
        var handles = new TagHandle[tags.Count];
        for (var i = 0; i < handles.Length; i++)
        {
            if (!_numbers.TryGetValue(tags[i].Id, out var number))
            {
                number = _tags.Count;
                _numbers.Add(tags[i].Id, number);
                _tags.Add(tags[i]);
                _counts.Add(0);
            }
            handles[i] = new(number);
        }
        return handles;
    }
}
