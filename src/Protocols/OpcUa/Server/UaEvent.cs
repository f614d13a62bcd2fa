using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Something that happened, with the fields of its type (OPC 10000-5, 6.4.2).</summary>
public sealed class UaEvent
{
    /// <summary>Identifies this occurrence; a new random one unless set.</summary>
    public byte[] EventId { get; init; } = Guid.NewGuid().ToByteArray();

    /// <summary>BaseEventType or a subtype that is in the address space.</summary>
    public NodeId EventType { get; init; } = new(StandardIds.BaseEventType);

    /// <summary>The node it happened at; clients that watch it or what it hangs below hear of it.</summary>
    public NodeId SourceNode { get; init; } = new(StandardIds.Server);

    public string SourceName { get; init; } = "Server";

    public UaDateTime Time { get; init; }

    /// <summary>What happened, for people.</summary>
    public LocalizedText Message { get; init; }

    /// <summary>1 (a remark) to 1,000 (a catastrophe).</summary>
    public ushort Severity { get; init; } = 1;

    /// <summary>The condition this is an event of (OPC 10000-9, 5.5.2); null for none.</summary>
    public NodeId? ConditionId { get; init; }

    /// <summary>
    /// Further fields by their browse path, such as <c>AckedState/Id</c>; a name of another namespace carries its index, as in <c>2:Batch</c>.
    /// </summary>
    public IReadOnlyDictionary<string, Variant> Fields { get; init; } = new Dictionary<string, Variant>();

    internal Variant Get(string path, UaDateTime received) => path switch
    {
        "EventId" => Variant.FromByteString(EventId),
        "EventType" => new Variant(EventType),
        "SourceNode" => new Variant(SourceNode),
        "SourceName" => new Variant(SourceName),
        "Time" => new Variant(Time.HasValue ? Time : received),
        "ReceiveTime" => new Variant(received),
        "Message" => new Variant(Message),
        "Severity" => new Variant(Severity),
        _ => Fields.GetValueOrDefault(path),
    };
}
