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
    private readonly List<TimeSpan> _took = [];
    private TimeSpan _quiet;
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
        var honest = new HonestSession(bench, session);
        await honest.AnsweredAsync();
        honest._quiet = honest.Median();
        return honest;
    }

    /// <summary>
    /// Further reads are answered, a change is told, nothing failed inside, and no more than 32 MiB are held beyond what was held before.
    /// Call it while the attack stands.
    /// </summary>
    public async Task HoldsAsync()
    {
        await AnsweredAsync();
        // A figure, not a test: on a busy machine a time proves nothing.
        TestContext.Current.TestOutputHelper?.WriteLine($"another session's read took {_quiet.TotalMilliseconds:0.00} ms in quiet and {Median().TotalMilliseconds:0.00} ms under attack (medians)");
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

    private async Task AnsweredAsync()
    {
        lock (_took)
            _took.Clear();
        var until = Volatile.Read(ref _answers) + MoreAnswers;
        await ChannelBench.UntilAsync(() => _reading.IsCompleted || Volatile.Read(ref _answers) >= until);
        if (_reading.IsCompleted)
            await _reading;
    }

    private TimeSpan Median()
    {
        lock (_took)
            return _took.Order().ElementAtOrDefault(_took.Count / 2);
    }

    private static long HeldBytes() => GC.GetTotalMemory(forceFullCollection: true);

    private async Task ReadAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var asked = TimeProvider.System.GetTimestamp();
            var read = await _reader.ReadAsync(Speed);
            lock (_took)
                _took.Add(TimeProvider.System.GetElapsedTime(asked));
            Assert.Equal<StatusCode>(StatusCodes.Good, read.Status);
            Interlocked.Increment(ref _answers);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }
}
