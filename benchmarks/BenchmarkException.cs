namespace Millwright.Benchmarks;

/// <summary>A benchmark cannot run, or what it measured is not what it should have been; the message says why.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
