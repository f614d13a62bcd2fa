using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Flow.Bus;
using Millwright.Flow.Files;
using Millwright.Flow.Log;
using Millwright.Flow.Tags;
using Millwright.Model;
using Millwright.Publish.Forwarding;
using Millwright.Publish.Plant;
using Millwright.Security;

namespace Millwright.Interop.Tests.Mqtt;

/// <summary>A log on real files with two tags, for the faces that forward it.</summary>
internal sealed class ForwardPlant : IPlantWrites, ICurrentValues, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("millwright-forward-").FullName;
    private readonly TagTable _tags = new();
    private readonly SampleLog _log;

    public ForwardPlant()
    {
        _log = SampleLog.Open(Files, Path.Combine(_folder, "log"), _tags, new LogOptions { KeepFreeBytes = 0 }, TimeProvider.System, null);
        _tags.Replace([.. Enumerable.Range(0, 2).Select(i => new TagDefinition
        {
            Id = new(new Guid(i + 1, 7, 7, [1, 2, 3, 4, 5, 6, 7, 8])),
            Path = TagPath.Parse($"acme/berlin/hall/press{i}/oil"),
            Kind = TagKind.Float64,
            Connection = $"press{i}",
            Unit = Unit.TryParse("°C", out var unit) ? unit : null,
        })]);
    }

    public PosixFileStore Files { get; } = new();

    public ConcurrentQueue<string> Written { get; } = new();

    public string FileOf(string name) => Path.Combine(_folder, name);

    public bool IsStored(string cursor) => _log.Cursors.GetValueOrDefault(cursor) == _log.Committed;

    public ForwardParts Parts(string cursor)
    {
        var isNew = !_log.Cursors.ContainsKey(cursor);
        return new(_log, _log.OpenCursor(cursor), isNew, _tags, this, TagPath.Parse("acme/berlin"), TimeProvider.System, NullLogger.Instance);
    }

    public async Task CommitAsync(int tag, double value)
    {
        using var batch = SampleBatch.Rent(1);
        batch.Add(new(tag), Timestamp.Now(TimeProvider.System), TagValue.Of(value), Quality.Good);
        await _log.WhenCommittedAsync(await _log.AppendAsync(batch, CancellationToken.None), CancellationToken.None);
    }

    public WriteBounds? BoundsOf(TagHandle tag) => new(Role.Operator, false);

    public ValueTask<WriteAnswer> WriteAsync(TagPath tag, TagValue value, Identity who, string? reason, CancellationToken cancellation)
    {
        Written.Enqueue($"{tag} {value} {who.Role}");
        return ValueTask.FromResult(new WriteAnswer(WriteEnd.Done));
    }

    public bool TryGet(TagHandle tag, out Sample sample) => (sample = default) != default;

    public bool TryGetLastUsable(TagHandle tag, out Sample sample) => TryGet(tag, out sample);

    public bool TryGetRaw(TagHandle tag, out Sample sample) => TryGet(tag, out sample);

    public void Dispose()
    {
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
