using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.AddressSpace;

/// <summary>One argument of a method (OPC 10000-3, 8.6).</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">The data type's node.</param>
/// <param name="ValueRank">-1 a scalar, 1 an array, and so on.</param>
/// <param name="Description">What it means, for people.</param>
public sealed record MethodArgument(string Name, NodeId DataType, int ValueRank = -1, string? Description = null);
