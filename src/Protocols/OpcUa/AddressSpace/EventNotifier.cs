namespace Millwright.OpcUa.AddressSpace;

/// <summary>Whether an object sends events (OPC 10000-3, 8.59).</summary>
[Flags]
public enum EventNotifier : byte
{
    None = 0,
    SubscribeToEvents = 1,
    HistoryRead = 4,
    HistoryWrite = 8,
}
