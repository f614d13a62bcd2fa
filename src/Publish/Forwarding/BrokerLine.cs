using Microsoft.Extensions.Logging;
using Millwright.Mqtt.Client;

namespace Millwright.Publish.Forwarding;

/// <summary>The client of one face, with what has to be said of it: its state, what it sent, what was refused.</summary>
internal sealed class BrokerLine : IAsyncDisposable
{
    private const string Beginning = "not connected yet";

    private readonly string _face;
    private readonly string _address;
    private readonly ILogger _logger;
    private readonly Action _changed;
    private readonly CancellationTokenSource _stop = new();
    private long _acknowledged;
    private long _refused;
    private volatile string? _problem;
    private volatile string? _refusal;

    /// <param name="face">The face's name in messages.</param>
    /// <param name="address">The broker in messages.</param>
    /// <param name="options">The client's options.</param>
    /// <param name="changed">Called from any thread when something was acknowledged or the state changed.</param>
    /// <param name="logger">Where state changes are logged.</param>
    public BrokerLine(string face, string address, MqttClientOptions options, Action changed, ILogger logger)
    {
        (_face, _address, _changed, _logger) = (face, address, changed, logger);
        _problem = Beginning;
        Client = new MqttClient(options with { Connected = OnConnected, Disconnected = OnDisconnected });
    }

    public MqttClient Client { get; }

    public bool IsConnected => _problem is null;

    public string? Problem => _problem is { } problem ? $"{_face} does not reach {_address}: {problem}" : _refusal;

    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Sends until the broker has it or refuses it; what it refuses is counted, since sending it again would not change its mind.</summary>
    public async Task SendAsync(MqttPublication publication)
    {
        try
        {
            await Client.PublishAsync(publication, _stop.Token).ConfigureAwait(false);
            Interlocked.Increment(ref _acknowledged);
        }
        catch (MqttException e) when (!_stop.IsCancellationRequested)
        {
            if (Interlocked.Increment(ref _refused) == 1)
                ForwardLog.Refused(_logger, _face, e.Message);
            _refusal = $"{_face}: the broker refuses messages: {e.Message}";
        }
        _changed();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Client.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private void OnConnected(MqttConnection connection)
    {
        _problem = null;
        ForwardLog.Connected(_logger, _face, _address);
        _changed();
    }

    private void OnDisconnected(string cause)
    {
        // A broker that stays away is said once.
        if (_problem is null or Beginning && !_stop.IsCancellationRequested)
            ForwardLog.Disconnected(_logger, _face, _address, cause);
        _problem = cause;
        _changed();
    }
}
