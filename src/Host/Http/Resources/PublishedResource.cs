using Millwright.Host.Http.View;
using Millwright.Publish.Bridging;
using Millwright.Publish.Bridging.Topics;
using Millwright.Publish.Modbus;
using Millwright.Publish.OpcUa;

namespace Millwright.Host.Http.Resources;

/// <summary>By what others see the plant; null where a way is off.</summary>
internal sealed record PublishedAnswer(OpcUaFaceStatus? OpcUa, ModbusFaceStatus? Modbus, IReadOnlyList<BridgeStatus> Bridges, IReadOnlyList<TopicBridgeStatus> MqttBridges);

internal static class PublishedResource
{
    public static PublishedAnswer Get(IPlantView plant) => new(plant.OpcUa, plant.Modbus, plant.Bridges, plant.MqttBridges);
}
