using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.AddressSpace;

/// <summary>A field of a structure that a server defines (OPC 10000-3, 8.51).</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">The data type's node.</param>
/// <param name="ValueRank">-1 a scalar, 1 an array, and so on.</param>
/// <param name="IsOptional">Whether an instance may leave it out.</param>
public sealed record DefinedField(string Name, NodeId DataType, int ValueRank = -1, bool IsOptional = false);
