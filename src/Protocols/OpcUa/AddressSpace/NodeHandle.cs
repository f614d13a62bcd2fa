namespace Millwright.OpcUa.AddressSpace;

/// <summary>A node found once and kept, for instance by a monitored item; it no longer resolves when the node was removed meanwhile.</summary>
internal readonly record struct NodeHandle(int Index, ushort Generation);
