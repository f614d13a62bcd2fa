namespace Millwright.Host.Imports;

/// <summary>A foreign format.</summary>
/// <param name="Name">The word of the command line.</param>
/// <param name="Summary">What it reads.</param>
/// <param name="Read">Reads a file: its name for errors, its bytes, and what takes the findings.</param>
internal sealed record Importer(string Name, string Summary, Action<string, ReadOnlyMemory<byte>, ImportedPlant> Read);
