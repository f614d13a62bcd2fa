using Microsoft.Extensions.Logging;
using Millwright.Model;
using Millwright.Mqtt.Client;
using Millwright.Mqtt.Messages;

namespace Millwright.Publish.Bridging.Topics;

/// <summary>A bridge between brokers now.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsConnected">Both brokers are there.</param>
/// <param name="Problem">What needs a person, null when nothing does.</param>
/// <param name="Sent">Messages that the other broker has acknowledged.</param>
/// <param name="Received">Messages of the other broker that the plant's has acknowledged.</param>
/// <param name="Refused">Messages that one of them refused: lost.</param>
public sealed record TopicBridgeStatus(string Name, bool IsConnected, string? Problem, long Sent, long Received, long Refused);

/// <summary>
/// Joins two brokers. It has a lasting session at both, and acknowledges a message at one when the other has acknowledged it: what waits, waits in the broker that it
/// came from. So no end of either, or of us, loses a message of QoS 1 or 2; some may come twice.
/// </summary>
public sealed class TopicBridge : IAsyncDisposable
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(2);

    private readonly string _name;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Side _local;
    private readonly Side _remote;
    private readonly Task _running;
    private long _refused;

    /// <exception cref="IOException">A certificate cannot be read.</exception>
    public TopicBridge(string name, TopicBridgeOptions options, TagPath plant, TimeProvider clock, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_name, _clock, _logger) = (name, clock, logger);
        var id = $"millwright-{plant.ToString().Replace('/', '-')}-bridge-{name}";
        _local = new(options.Local.Address, options.Local.ClientOptions(id, clock), options.Keep, new(options.Topics, isOut: true));
        _remote = new(options.Address, options.ClientOptions(id, clock), options.Keep, new(options.Topics, isOut: false));
        _running = Task.WhenAll([Task.Run(() => RunAsync(_local, _remote)), Task.Run(() => RunAsync(_remote, _local))]);
    }

    public TopicBridgeStatus Status
    {
        get
        {
            var problem = _local.Problem is { } ours ? $"the plant's broker: {ours}" : _remote.Problem;
            return new(
                _name, _local.Problem is null && _remote.Problem is null, problem is null ? null : $"bridge {_name} is not joined: {problem}", _local.Passed, _remote.Passed, Interlocked.Read(ref _refused));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        await _local.Client.DisposeAsync().ConfigureAwait(false);
        await _remote.Client.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync(Side from, Side to)
    {
        var last = Task.CompletedTask;
        try
        {
            from.Client.Start();
            await SubscribeAsync(from).ConfigureAwait(false);
            while (true)
            {
                var message = await from.Client.ReceiveAsync(_stop.Token).ConfigureAwait(false);
                last = PassAsync(message, from, to, last);
                // Where nothing holds messages back, as with QoS 0, those under way do.
                if (message.Qos == MqttQos.AtMostOnce)
                    await last.ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SubscribeAsync(Side side)
    {
        var wanted = side.Map.Subscriptions;
        while (wanted.Count > 0)
        {
            try
            {
                await side.Client.ConnectedAsync(_stop.Token).ConfigureAwait(false);
                var codes = await side.Client.SubscribeAsync(wanted, _stop.Token).ConfigureAwait(false);
                side.Refusal = codes.Zip(wanted).FirstOrDefault(c => (int)c.First >= 0x80) is { Second: { } refused } bad ? $"{side.Address} refuses '{refused.Filter}': {bad.First}" : null;
                if (side.Refusal is null)
                    return;
            }
            catch (MqttException e)
            {
                BridgeLog.NotJoined(_logger, _name, side.Address, e.Message);
            }
            await Task.Delay(TryAgain, _clock, _stop.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Passes a message on, and acknowledges it after those before it.</summary>
    private async Task PassAsync(MqttMessage message, Side from, Side to, Task before)
    {
        if (from.Map.Of(message) is { } publication)
        {
            try
            {
                await to.Client.PublishAsync(publication, _stop.Token).ConfigureAwait(false);
                from.Pass();
            }
            catch (MqttException e) when (!_stop.IsCancellationRequested)
            {
                // To send it again would not change its mind.
                if (Interlocked.Increment(ref _refused) == 1)
                    BridgeLog.MessageRefused(_logger, _name, to.Address, e.Message);
            }
        }
        await before.ConfigureAwait(false);
        if (message.Qos != MqttQos.AtMostOnce)
            message.Acknowledge();
    }

    /// <summary>One of the two brokers.</summary>
    private sealed class Side
    {
        private long _passed;
        private volatile string? _problem = "not connected yet";

        public Side(string address, MqttClientOptions options, TimeSpan keep, TopicMap map)
        {
            (Address, Map) = (address, map);
            Client = new(options with
            {
                CleanStart = false,
                SessionExpirySeconds = (uint)keep.TotalSeconds,
                ManualAcknowledge = true,
                Connected = _ => _problem = null,
                Disconnected = cause => _problem = cause,
            });
        }

        public string Address { get; }

        public TopicMap Map { get; }

        public MqttClient Client { get; }

        public string? Refusal { get; set; }

        public string? Problem => _problem is { } problem ? $"{Address}: {problem}" : Refusal;

        public long Passed => Interlocked.Read(ref _passed);

        public void Pass() => Interlocked.Increment(ref _passed);
    }
}
