using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>Calls methods (OPC 10000-4, 5.12.2).</summary>
public sealed record CallRequest(IReadOnlyList<CallMethodRequest> MethodsToCall) : IUaRequest<CallRequest, CallResponse>
{
    public static uint EncodingId => 712;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStructures(MethodsToCall);
    }

    public static CallRequest Decode(ref UaReader reader) => new(reader.ReadStructures<CallMethodRequest>());
}
