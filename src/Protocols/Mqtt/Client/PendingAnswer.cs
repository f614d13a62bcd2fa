using Millwright.Mqtt.Messages;

namespace Millwright.Mqtt.Client;

/// <summary>A SUBSCRIBE or UNSUBSCRIBE that waits for its answer.</summary>
internal sealed class PendingAnswer
{
    public TaskCompletionSource<IReadOnlyList<MqttReasonCode>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
