using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>The answer of a service that failed as a whole; the reason is the response header's service result (OPC 10000-4, 7.35).</summary>
public sealed record ServiceFault : IUaMessage<ServiceFault>
{
    public static uint EncodingId => 397;

    public void Encode(UaWriter writer)
    {
    }

    public static ServiceFault Decode(ref UaReader reader) => new();
}
