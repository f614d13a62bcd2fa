using Millwright.Host.Http.View;
using Millwright.Publish.Modbus;
using Millwright.Publish.OpcUa;

namespace Millwright.Host.Http.Resources;

/// <summary>By what others see the plant; null where a way is off.</summary>
internal sealed record PublishedAnswer(OpcUaFaceStatus? OpcUa, ModbusFaceStatus? Modbus);

internal static class PublishedResource
{
    public static PublishedAnswer Get(IPlantView plant) => new(plant.OpcUa, plant.Modbus);
}
