using System.Runtime.CompilerServices;
using Millwright.Drivers.Output;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.Modbus.Client;
using Millwright.Modbus.Planning;
using Millwright.Modbus.Messages;

namespace Millwright.Drivers.Modbus;

/// <summary>One Modbus connection: a device, a gateway with several units, or a serial line.</summary>
internal sealed class ModbusSource : ISource, ISourceWriter
{
    private readonly ModbusConnectionOptions _options;
    private readonly ModbusConnector _connector;
    private readonly ModbusClient _client;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly Dictionary<byte, HashSet<ReadHole>> _holes = [];
    /// <summary>In the order of their groups, so that a group is a part of it.</summary>
    private volatile ModbusTag[] _tags;
    private IReadOnlyList<PollGroup> _groups = [];
    private CancellationTokenSource? _changed;
    private long _wireBytesOfEarlierGroups;
    private string? _identity;

    public ModbusSource(ModbusTransport transport, SourceSetup setup)
    {
        _options = (ModbusConnectionOptions)setup.Options;
        _clock = setup.Clock;
        _connector = new ModbusConnector(transport, _options, _clock);
        _client = _connector.CreateClient();
        _tags = Resolve(setup.Tags);
    }

    public SourceDiagnostics Diagnostics
    {
        get
        {
            var statistics = _client.Statistics;
            var groups = _groups;
            var times = statistics.ResponseTimes;
            return new SourceDiagnostics
            {
                Identity = _identity,
                Requests = statistics.Requests,
                WireBytes = _wireBytesOfEarlierGroups + groups.Sum(g => g.WireBytes),
                ResponseMsP50 = times.Count == 0 ? double.NaN : times.Percentile(0.5).TotalMilliseconds,
                ResponseMsP99 = times.Count == 0 ? double.NaN : times.Percentile(0.99).TotalMilliseconds,
                Counters = new Dictionary<string, long>
                {
                    ["requests"] = statistics.Requests,
                    ["replies"] = statistics.Replies,
                    ["timeouts"] = statistics.Timeouts,
                    ["exceptions"] = statistics.Exceptions,
                    ["gatewayExceptions"] = statistics.GatewayExceptions,
                    ["lateReplies"] = statistics.LateReplies,
                    ["mismatchedReplies"] = statistics.MismatchedReplies,
                    ["damagedFrames"] = statistics.DamagedFrames,
                    ["retries"] = statistics.Retries,
                    ["fallbacks"] = statistics.Fallbacks,
                },
                Plan = [.. groups.SelectMany(g => g.Plan)],
                Units = [.. groups.Select(g => g.Unit).Distinct().Order().Select(HealthOf)],
            };
        }
    }

    /// <summary>Connects, and asks the units until one answers: an open port alone is no device.</summary>
    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        await _connector.ConnectAsync(_client, cancellation);
        var units = Units();
        if (units.Count == 0)
            return;
        ModbusResult last = default;
        foreach (var unit in units)
        {
            var tag = _tags.First(t => t.Unit == unit);
            (last, _) = await TagReader.ReadAsync(_client, tag, cancellation);
            if (last.Status is ModbusStatus.Ok or ModbusStatus.InvalidReply || IsRefusalOfTheUnit(last))
            {
                await IdentifyAsync(unit, cancellation);
                return;
            }
            if (last.Status == ModbusStatus.ConnectionLost)
                break;
        }
        throw new SourceException(last.Status == ModbusStatus.ConnectionLost
            ? new(SourceFaultKind.Refused, $"{_connector.Address}: the device closed the connection",
                "check that it has a free connection; many devices take only a few")
            : new(SourceFaultKind.TimedOut, $"{_connector.Address}: connected, but {UnitsText(units)} {last.Describe()}",
                "check the unit id, and behind a gateway the power and wiring of the device"));
    }

    public async Task RunAsync(ISourceOutput output, CancellationToken cancellation)
    {
        if (_identity is not null)
            output.Note($"the device says it is {_identity}");
        using var shared = new SerializedOutput(output);
        while (true)
        {
            using var changed = new CancellationTokenSource();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, changed.Token);
            lock (_gate)
            {
                _changed = changed;
                _groups = Plan();
            }
            try
            {
                await PollAsync(shared, stop);
            }
            catch (OperationCanceledException) when (changed.IsCancellationRequested && !cancellation.IsCancellationRequested)
            {
                // Another set of tags has been given: plan anew on the same connection.
            }
            finally
            {
                lock (_gate)
                {
                    _changed = null;
                    KeepWhatWasLearned();
                }
            }
        }
    }

    public async ValueTask<SampleBatch> ReadAsync(IReadOnlyList<TagHandle> tags, CancellationToken cancellation)
    {
        var batch = SampleBatch.Rent(Math.Max(tags.Count, 1));
        try
        {
            foreach (var handle in tags)
            {
                var (result, value) = await TagReader.ReadAsync(_client, Find(handle), cancellation);
                if (result.Status == ModbusStatus.ConnectionLost)
                    throw new SourceException(new(SourceFaultKind.Unreachable, $"{_connector.Address}: not connected", "wait until the connection is back"));
                var quality = result.IsOk ? Quality.Good : result.Status == ModbusStatus.Exception ? Quality.BadConfigurationError : Quality.BadNoCommunication;
                batch.Add(handle, Timestamp.Now(_clock), value, quality);
            }
            return batch;
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }

    public ValueTask WriteAsync(TagHandle tag, TagValue value, CancellationToken cancellation) =>
        TagReader.WriteAsync(_client, Find(tag), value, cancellation);

    public async IAsyncEnumerable<BrowseItem> BrowseAsync(string? node, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // Browsing asks for what may not be there, on a client of its own, so that the poller's health and plan do not suffer from it.
        await using var client = _connector.CreateClient(_options.Timeout < TimeSpan.FromMilliseconds(500) ? _options.Timeout : TimeSpan.FromMilliseconds(500));
        await _connector.ConnectAsync(client, cancellation);
        await foreach (var item in new ModbusBrowser(client, BrowsedUnits()).BrowseAsync(node, cancellation))
            yield return item;
    }

    public bool TryUpdate(IReadOnlyList<SourceTag> tags)
    {
        var resolved = Resolve(tags);
        lock (_gate)
        {
            _tags = resolved;
            _changed?.Cancel();
        }
        return true;
    }

    public async ValueTask DisposeAsync() => await _client.DisposeAsync();

    private ModbusTag[] Resolve(IReadOnlyList<SourceTag> tags)
    {
        var resolved = tags.Select(t => ModbusTag.From(t, _options)).ToArray();
        Array.Sort(resolved, static (a, b) => (a.Unit, a.Interval, a.Handle.Index).CompareTo((b.Unit, b.Interval, b.Handle.Index)));
        return resolved;
    }

    private ModbusTag Find(TagHandle tag) =>
        Array.FindIndex(_tags, t => t.Handle == tag) is var at and >= 0
            ? _tags[at]
            : throw new SourceException(new(SourceFaultKind.Configuration, $"{_connector.Address}: the tag is not read from this connection", "reload the configuration"));

    private List<byte> Units() => [.. _tags.Select(t => t.Unit).Distinct().Order()];

    /// <summary>Units that are configured, else those that are usual; serial lines and gateways number from 1.</summary>
    private List<byte> BrowsedUnits() =>
        [.. Units().Append((byte)_options.Unit).Concat(Enumerable.Range(1, 10).Select(u => (byte)u)).Append((byte)247).Append((byte)255).Distinct().Order()];

    private static string UnitsText(IReadOnlyList<byte> units) => units.Count == 1 ? $"unit {units[0]}:" : $"none of the units {string.Join(", ", units)}:";

    private static bool IsRefusalOfTheUnit(ModbusResult result) =>
        result.Status == ModbusStatus.Exception
        && result.Exception is not (ModbusExceptionCode.GatewayPathUnavailable or ModbusExceptionCode.GatewayTargetFailedToRespond);

    private async ValueTask IdentifyAsync(byte unit, CancellationToken cancellation)
    {
        var reply = await _client.ReadDeviceIdentificationAsync(unit, IdentificationLevel.Basic, cancellation);
        if (reply.Value is { } known)
            _identity = string.Join(' ', new[] { known.VendorName, known.ProductCode, known.Revision }.Where(t => !string.IsNullOrWhiteSpace(t)));
    }

    private List<PollGroup> Plan()
    {
        var (tags, groups) = (_tags, new List<PollGroup>());
        for (int start = 0, end; start < tags.Length; start = end)
        {
            var (unit, interval) = (tags[start].Unit, tags[start].Interval);
            end = Array.FindIndex(tags, start, t => t.Unit != unit || t.Interval != interval);
            end = end < 0 ? tags.Length : end;
            groups.Add(new(_client, _options, new(tags, start, end - start), _holes.GetValueOrDefault(unit, []), _clock));
        }
        return groups;
    }

    private void KeepWhatWasLearned()
    {
        foreach (var group in _groups)
        {
            _wireBytesOfEarlierGroups += group.WireBytes;
            if (!_holes.TryGetValue(group.Unit, out var holes))
                _holes.Add(group.Unit, holes = []);
            holes.UnionWith(group.Holes);
        }
        _groups = [];
    }

    private async Task PollAsync(SerializedOutput output, CancellationTokenSource stop)
    {
        var groups = _groups;
        var silentFault = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void SilenceChanged(PollGroup _)
        {
            if (groups.All(g => g.IsSilent))
            {
                silentFault.TrySetException(new SourceException(new(SourceFaultKind.TimedOut,
                    $"{_connector.Address}: {UnitsText(Units())} no answer any more", "check the device's power and wiring; it is tried again by itself")));
            }
        }
        var idle = Task.Delay(Timeout.InfiniteTimeSpan, _clock, stop.Token);
        List<Task> tasks = [idle, silentFault.Task, .. groups.Select(g => g.RunAsync(output, SilenceChanged, stop.Token))];
        var ended = await Task.WhenAny(tasks);
        await stop.CancelAsync();
        silentFault.TrySetCanceled();
        try
        {
            await ended;
        }
        finally
        {
            await Task.WhenAll(tasks).ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private UnitHealth HealthOf(byte unit)
    {
        var times = _client.StatisticsOf(unit).ResponseTimes;
        return new UnitHealth($"{unit}", _client.IsSilent(unit), TimeSpan.Zero,
            times.Count == 0 ? double.NaN : times.Percentile(0.5).TotalMilliseconds,
            times.Count == 0 ? double.NaN : times.Percentile(0.99).TotalMilliseconds);
    }
}
