namespace Millwright.OpcUa.Types;

/// <summary>What a matrix needs beside its elements.</summary>
internal sealed record VariantMatrix(Array Elements, int[] Dimensions);
