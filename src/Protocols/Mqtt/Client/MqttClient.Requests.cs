using System.Buffers.Binary;
using Millwright.Mqtt.Messages;

namespace Millwright.Mqtt.Client;

/// <content>Request and response (MQTT 5, 4.10).</content>
public sealed partial class MqttClient
{
    private readonly Dictionary<ulong, TaskCompletionSource<byte[]>> _requests = [];
    private string? _responseTopic;
    private ulong _lastRequest;

    /// <summary>Publishes a request and waits for its response, which comes to a topic of our own with our correlation data.</summary>
    /// <param name="topic">Where requests are listened for.</param>
    /// <param name="payload">The request.</param>
    /// <param name="cancellation">Ends the waiting; a response that comes later is discarded.</param>
    /// <returns>The response's payload.</returns>
    /// <exception cref="MqttException">Not connected, refused, or 3.1.1, which knows no responses.</exception>
    public async Task<byte[]> RequestAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        if (_options.Version < MqttVersion.V5)
            throw new MqttException(MqttReasonCode.UnsupportedProtocolVersion, "MQTT 3.1.1 knows no request and response.");
        var connection = await ConnectedAsync(cancellation).ConfigureAwait(false);
        var mine = $"{connection.ResponseInformation ?? "responses/"}{ClientId}";
        if (_responseTopic != mine)
        {
            await SubscribeAsync(mine, MqttQos.AtLeastOnce, cancellation).ConfigureAwait(false);
            _responseTopic = mine;
        }
        var response = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        ulong id;
        lock (_gate)
            _requests.Add(id = ++_lastRequest, response);
        try
        {
            var correlation = new byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(correlation, id);
            var properties = new PropertyBuilder().Add(MqttProperty.ResponseTopic, mine).Add(MqttProperty.CorrelationData, correlation.AsSpan());
            await PublishAsync(new MqttPublication(topic, payload, MqttQos.AtLeastOnce, Properties: properties), cancellation).ConfigureAwait(false);
            return await response.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
                _requests.Remove(id);
        }
    }

    /// <summary>Answers a request that came in; false when it names no response topic.</summary>
    public async ValueTask<bool> RespondAsync(MqttMessage request, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        if (ResponseTo(request, payload) is not { } response)
            return false;
        await PublishAsync(response, cancellation).ConfigureAwait(false);
        return true;
    }

    private static MqttPublication? ResponseTo(MqttMessage request, ReadOnlyMemory<byte> payload)
    {
        var asked = request.Properties;
        if (asked.Text(MqttProperty.ResponseTopic) is not { } topic)
            return null;
        var properties = new PropertyBuilder();
        if (asked.Has(MqttProperty.CorrelationData))
            properties.Add(MqttProperty.CorrelationData, asked.Bytes(MqttProperty.CorrelationData));
        return new MqttPublication(topic, payload, request.Qos, Properties: properties);
    }

    private bool TakeResponse(ClientLine line, PublishPacket packet, string topic)
    {
        if (topic != _responseTopic || _responseTopic is null)
            return false;
        var correlation = packet.Properties.Bytes(MqttProperty.CorrelationData);
        if (correlation.Length == 8 && _requests.TryGetValue(BinaryPrimitives.ReadUInt64BigEndian(correlation), out var waiting))
            waiting.TrySetResult(packet.Payload.ToArray());
        if (packet.Qos == MqttQos.AtLeastOnce)
            line.SendAck(MqttPacketType.PubAck, packet.PacketId, MqttReasonCode.Success);
        return true;
    }
}
