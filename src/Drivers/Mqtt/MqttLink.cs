using Millwright.Flow.Sources;
using Millwright.Mqtt.Client;
using Millwright.Mqtt.Messages;

namespace Millwright.Drivers.Mqtt;

/// <summary>One connection of a client to a broker: it ends at the first break, because connecting again is the supervisor's.</summary>
internal sealed class MqttLink : IAsyncDisposable
{
    private const int FiltersAtOnce = 100;

    private readonly MqttConnector _connector;
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MqttLink(MqttConnector connector, Func<Action<string>, MqttClientOptions> options)
    {
        _connector = connector;
        Client = new MqttClient(options(cause => _ended.TrySetResult(cause)));
    }

    public MqttClient Client { get; }

    /// <summary>Completes with the cause when the connection is gone.</summary>
    public Task<string> Ended => _ended.Task;

    /// <exception cref="SourceException">No connection.</exception>
    public async Task<MqttConnection> ConnectAsync(CancellationToken cancellation)
    {
        Client.Start();
        var connected = Client.ConnectedAsync(cancellation);
        try
        {
            await Task.WhenAny(connected, _ended.Task).ConfigureAwait(false);
            if (connected.IsCompleted)
                return await connected.ConfigureAwait(false);
            // A refusal says more than that the attempt has ended.
            throw Client.Refused ?? (Exception)await LostAsync().ConfigureAwait(false);
        }
        catch (MqttException e)
        {
            throw new SourceException(_connector.FaultOf(e), e);
        }
    }

    /// <returns>The filters that the broker refused.</returns>
    /// <exception cref="SourceException">The connection is gone.</exception>
    public async Task<IReadOnlyList<(string Filter, MqttReasonCode Code)>> SubscribeAsync(IReadOnlyList<string> filters, MqttQos qos, TimeSpan patience, TimeProvider clock, CancellationToken cancellation)
    {
        var refused = new List<(string, MqttReasonCode)>();
        try
        {
            foreach (var part in filters.Chunk(FiltersAtOnce))
            {
                var asked = Client.SubscribeAsync([.. part.Select(f => new MqttSubscription(f, qos))], cancellation);
                var codes = await asked.WaitAsync(patience, clock, cancellation).ConfigureAwait(false);
                refused.AddRange(part.Zip(codes).Where(p => p.Second.IsFailure()));
            }
        }
        catch (Exception e) when (e is MqttException or TimeoutException)
        {
            throw new SourceException(_connector.FaultOf(e), e);
        }
        return refused;
    }

    /// <summary>Publishes something of the driver's own; nothing for null.</summary>
    /// <exception cref="SourceException">The connection is gone.</exception>
    public async Task SayAsync(MqttPublication? publication, CancellationToken cancellation)
    {
        if (publication is null)
            return;
        try
        {
            await Client.PublishAsync(publication, cancellation).ConfigureAwait(false);
        }
        catch (MqttException e)
        {
            throw new SourceException(_connector.FaultOf(e), e);
        }
    }

    /// <summary>The fault of a connection that has ended.</summary>
    public async Task<SourceException> LostAsync() => new(_connector.FaultOf(new IOException(await _ended.Task.ConfigureAwait(false))));

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
