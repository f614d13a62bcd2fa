namespace Millwright.Historian.Codec;

/// <summary>Bytes that are no block, block file or part of one: the only error a decoder has.</summary>
internal sealed class BlockDamagedException(string problem) : Exception(problem);
