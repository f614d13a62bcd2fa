using Millwright.Drivers.LineProtocol;
using Millwright.Host.Configuration.Plants;
using Millwright.Host.Http.Ingest;
using Millwright.Model;

namespace Millwright.Host.Ingest;

/// <summary>All connections of the plant that clients write to. From any thread.</summary>
internal sealed class PlantIngest(IngestParts parts) : IIngest, IDisposable
{
    private volatile Placed _now = new([], []);

    public IReadOnlyList<IngestTarget> Targets => _now.Targets;

    /// <summary>Puts a configuration in place, after its connections are. One caller at a time.</summary>
    public void Place(PlantConfiguration plant, IReadOnlyDictionary<TagPath, TagHandle> handles)
    {
        var before = _now.Connections;
        var tags = plant.Tags.Where(t => t.DriverOptions is SeriesTagOptions).ToLookup(t => t.Connection, StringComparer.OrdinalIgnoreCase);
        var connections = new Dictionary<string, ConnectionIngest>(StringComparer.Ordinal);
        var targets = new List<IngestTarget>();
        foreach (var connection in plant.Connections)
        {
            if (connection.DriverOptions is not SeriesOptions options)
                continue;
            var target = new IngestTarget(connection.Name, options);
            var ingest = before.GetValueOrDefault(connection.Name) ?? new(connection.Name, parts);
            ingest.Place(new(
                target, connection.Options.MaxClockSkew,
                [.. tags[connection.Name].Select(t => (MadeTags.NameOf(t), handles[t.Path], connection.Driver.KindOf(t.DriverOptions)))]));
            targets.Add(target);
            connections.Add(connection.Name, ingest);
        }
        _now = new(targets, connections);
    }

    public ValueTask<IngestOutcome> WriteAsync(IngestTarget target, ReadOnlyMemory<byte> body, LinePrecision precision, CancellationToken cancellation) =>
        _now.Connections.TryGetValue(target.Connection, out var connection)
            ? connection.WriteAsync(body, precision, cancellation)
            : throw new IngestUnavailableException($"connection {target.Connection} was removed just now", "see the configuration");

    public void Dispose()
    {
        foreach (var connection in _now.Connections.Values)
            connection.Dispose();
    }

    private sealed record Placed(IReadOnlyList<IngestTarget> Targets, Dictionary<string, ConnectionIngest> Connections);
}
