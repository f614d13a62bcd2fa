using Microsoft.Extensions.Logging;
using Millwright.Flow.Ledger;
using Millwright.Flow.Sources;
using Millwright.Flow.Tags;
using Millwright.Model;

namespace Millwright.Flow.Supervision;

/// <summary>All connections of the plant, each with its own state machine and none waiting for another.</summary>
public sealed class ConnectionSupervisor : ISourceWriters, IDisposable
{
    private readonly SemaphoreSlim _applying = new(1, 1);
    private readonly Func<int, string, IConnectionStage> _stages;
    private readonly LossLedger _ledger;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private volatile State _state = new([], []);
    private int _lastOwner;

    internal ConnectionSupervisor(Func<int, string, IConnectionStage> stages, LossLedger ledger, TimeProvider clock, ILogger logger) =>
        (_stages, _ledger, _clock, _logger) = (stages, ledger, clock, logger);

    /// <summary>All connections in the order of the configuration.</summary>
    public IReadOnlyList<ConnectionStatus> Connections => [.. _state.Connections.Select(c => c.Status)];

    /// <summary>One connection with all there is to know, null when there is no such.</summary>
    public ConnectionDetail? Detail(string name) => Find(name)?.Detail;

    /// <summary>Puts a configuration in place; touches only connections that changed, and waits for no device.</summary>
    /// <returns>What was done, a line for each connection that changed.</returns>
    public async Task<IReadOnlyList<string>> ApplyAsync(IReadOnlyList<ConnectionSetup> wanted, CancellationToken cancellation)
    {
        await _applying.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var done = new List<string>();
            var next = new List<Connection>(wanted.Count);
            var gone = _state.Connections.Where(c => wanted.All(w => w.Name != c.Setup.Name)).ToList();
            // A tag may have moved from one connection to another: those that lose tags end first.
            await Task.WhenAll(gone.Select(c => c.StopAsync(Quality.BadOutOfService, cancellation))).ConfigureAwait(false);
            foreach (var connection in gone)
            {
                await connection.Stage.ConfigureAsync([], connection.Setup.Options, connection.Setup.Driver, cancellation).ConfigureAwait(false);
                done.Add($"{connection.Setup.Name}: removed");
            }
            foreach (var setup in wanted)
                next.Add(await PlaceAsync(Find(setup.Name), setup, done, cancellation).ConfigureAwait(false));
            Place(next);
            return done;
        }
        finally
        {
            _applying.Release();
        }
    }

    /// <summary>Closes a connection and makes it anew, as somebody asks for who stands beside the machine.</summary>
    /// <returns>False when there is no such connection.</returns>
    public async Task<bool> RestartAsync(string name, CancellationToken cancellation)
    {
        await _applying.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (Find(name) is not { } now)
                return false;
            await now.StopAsync(Quality.BadOutOfService, cancellation).ConfigureAwait(false);
            var fresh = new Connection(now.Setup, now.Stage, _ledger, _clock, _logger);
            await fresh.StartAsync(cancellation).ConfigureAwait(false);
            Place([.. _state.Connections.Select(c => ReferenceEquals(c, now) ? fresh : c)]);
            return true;
        }
        finally
        {
            _applying.Release();
        }
    }

    /// <summary>Ends all connections; their tags become Bad (shutdown).</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        await _applying.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await Task.WhenAll(_state.Connections.Select(c => c.StopAsync(Quality.BadShutdown, cancellation))).ConfigureAwait(false);
            _state = new([], []);
        }
        finally
        {
            _applying.Release();
        }
    }

    /// <summary>After <see cref="StopAsync"/>.</summary>
    public void Dispose() => _applying.Dispose();

    /// <summary>Lists what a connection's device offers.</summary>
    /// <exception cref="SourceException">There is no such connection, or it is not connected.</exception>
    public IAsyncEnumerable<BrowseItem> BrowseAsync(string name, string? node, CancellationToken cancellation) =>
        Connected(Find(name), name).BrowseAsync(node, cancellation);

    /// <summary>The source of a connection whose device comes to us; null where there is none or it does not run.</summary>
    public IPushSource? PushSourceOf(string name) => Find(name)?.Source as IPushSource;

    /// <summary>
    /// Puts samples of the past into the log as they are, such as those of an archive, in the account of the connection that their tags belong to,
    /// whether or not it runs.
    /// </summary>
    /// <param name="name">The connection.</param>
    /// <param name="values">Finished samples of its tags, which are ours from here.</param>
    /// <param name="cancellation">Stops the wait for the connection's turn.</param>
    /// <returns>A task that completes when they are durable.</returns>
    /// <exception cref="SourceException">There is no such connection.</exception>
    /// <exception cref="Log.LogUnavailableException">The log cannot take them; they are counted as lost.</exception>
    public ValueTask<Task> KeepAsync(string name, SampleBatch values, CancellationToken cancellation)
    {
        if (Find(name) is { } connection)
            return connection.Stage.KeepAsync(values, cancellation);
        values.Dispose();
        throw new SourceException(new(SourceFaultKind.Configuration, $"there is no connection {name}", "see the configuration, and begin again"));
    }

    ISource? ISourceWriters.SourceOf(TagHandle tag) => _state.Of(tag) is { } connection ? connection.Source : null;

    ISource? ISourceWriters.SourceOf(string connection) => Find(connection)?.Source;

    TagValue ISourceWriters.ToRaw(TagHandle tag, TagValue engineering) =>
        _state.Of(tag) is { } connection ? connection.Stage.ToRaw(tag, engineering) : TagValue.None;

    TagValue ISourceWriters.ToEngineering(TagHandle tag, TagValue raw, ref Quality quality) =>
        _state.Of(tag) is { } connection ? connection.Stage.ToEngineering(tag, raw, ref quality) : TagValue.None;

    /// <summary>Called every second.</summary>
    internal async Task TickAsync(CancellationToken cancellation)
    {
        foreach (var connection in _state.Connections)
            await connection.TickAsync(cancellation).ConfigureAwait(false);
    }

    private void Place(IReadOnlyList<Connection> connections) =>
        _state = new(connections, ByHandle(connections));

    private static Connection?[] ByHandle(IReadOnlyList<Connection> connections)
    {
        var tags = connections.SelectMany(c => c.Setup.Tags.Select(t => (t.Handle.Index, Connection: c)));
        var table = new Connection?[tags.Select(t => t.Index).DefaultIfEmpty(-1).Max() + 1];
        foreach (var (index, connection) in tags)
            table[index] = connection;
        return table;
    }

    private async Task<Connection> PlaceAsync(Connection? now, ConnectionSetup wanted, List<string> done, CancellationToken cancellation)
    {
        // In the order in which a connection keeps them: tags that only stand in another order are the same.
        wanted = wanted with { Tags = new HandleIndex<TagSetup>(wanted.Tags, t => t.Handle).Items };
        if (now is not null && IsSameConnection(now.Setup, wanted))
        {
            if (OptionEquality.Same(now.Setup.Tags, wanted.Tags))
                return now;
            if (await now.TryUpdateAsync(wanted, cancellation).ConfigureAwait(false))
            {
                done.Add($"{wanted.Name}: tags changed");
                return now;
            }
        }
        done.Add($"{wanted.Name}: {(now is null ? "added" : "restarted")}");
        if (now is not null)
            await now.StopAsync(Quality.BadOutOfService, cancellation).ConfigureAwait(false);
        var stage = now?.Stage ?? _stages(++_lastOwner, wanted.Name);
        var fresh = new Connection(wanted, stage, _ledger, _clock, _logger);
        await fresh.StartAsync(cancellation).ConfigureAwait(false);
        return fresh;
    }

    private static bool IsSameConnection(ConnectionSetup a, ConnectionSetup b) =>
        a.Driver.Name == b.Driver.Name && OptionEquality.Same(a.DriverOptions, b.DriverOptions) && OptionEquality.Same(a.Options, b.Options);

    private Connection? Find(string name) => _state.Connections.FirstOrDefault(c => c.Setup.Name == name);

    private static ISource Connected(Connection? connection, string what) =>
        connection?.Source ?? throw new SourceException(
            new(SourceFaultKind.Unreachable, $"{what} is not connected", "see why on the connection's page"));

    /// <param name="Connections">In the order of the configuration.</param>
    /// <param name="ByHandle">The connection of each tag.</param>
    private sealed record State(IReadOnlyList<Connection> Connections, Connection?[] ByHandle)
    {
        public Connection? Of(TagHandle tag) => (uint)tag.Index < (uint)ByHandle.Length ? ByHandle[tag.Index] : null;
    }
}
