using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Channel;
using Millwright.Protocols.Tests.OpcUa.Server;

namespace Millwright.Protocols.Tests.OpcUa.Attacks;

/// <summary>A session that reads over and over and watches a value, while somebody else means harm.</summary>
internal sealed class HonestSession : IAsyncDisposable
{
    private const string Speed = "ns=1;s=Press.Speed";
    private const int MoreAnswers = 30;
    private const long MostBytes = 32 * 1024 * 1024;

    private readonly ServerBench _bench;
    private readonly TestSession _reader;
    private readonly TestSession _watcher;
    private readonly CancellationTokenSource _stop = new();
    private readonly long _bytesBefore;
    private readonly Task _reading;
    private int _answers;
    private double _value = 1_000;

    private HonestSession(ServerBench bench, TestSession reader)
    {
        _bench = bench;
        _reader = reader;
        // The same session, with request handles of its own.
        _watcher = new TestSession(reader.Channel) { Token = reader.Token };
        _bytesBefore = HeldBytes();
        _reading = ReadAsync();
    }

    public static async Task<HonestSession> StartAsync(ServerBench bench)
    {
        // A session that outlives the hours that some attacks let pass.
        var session = new TestSession(await bench.OpenAsync());
        await session.CreateAsync(timeoutMs: 3_600_000);
        await session.ActivateAsync();
        await session.MonitorAsync((await session.SubscribeAsync(lifetime: uint.MaxValue)).SubscriptionId, Speed);
        await SubscriptionTests.NextAsync(bench, session);
        return new HonestSession(bench, session);
    }

    /// <summary>
    /// Further reads are answered, a change is told, nothing failed inside, and no more than 32 MiB are held beyond what was held before.
    /// Call it while the attack stands.
    /// </summary>
    public async Task HoldsAsync()
    {
        var until = Volatile.Read(ref _answers) + MoreAnswers;
        await ChannelBench.UntilAsync(() => _reading.IsCompleted || Volatile.Read(ref _answers) >= until);
        if (_reading.IsCompleted)
            await _reading;
        _bench.Set(ServerBench.Speed, ++_value);
        var told = await SubscriptionTests.NextAsync(_bench, _watcher);
        while (!TestSession.Values(told.NotificationMessage).Any(v => v.Value.Value.AsDouble() == _value))
            told = await SubscriptionTests.NextAsync(_bench, _watcher);
        Assert.DoesNotContain(_bench.Incidents, incident => incident.Fault is not null);
        var grown = HeldBytes() - _bytesBefore;
        Assert.True(grown <= MostBytes, $"{grown / 1024:N0} KiB more are held than before");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _stop.Dispose();
    }

    private static long HeldBytes() => GC.GetTotalMemory(forceFullCollection: true);

    private async Task ReadAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var read = await _reader.ReadAsync(Speed);
            Assert.Equal<StatusCode>(StatusCodes.Good, read.Status);
            Interlocked.Increment(ref _answers);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }
}
