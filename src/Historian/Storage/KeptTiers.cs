namespace Millwright.Historian.Storage;

/// <summary>What is kept of a tag in a file that is rewritten.</summary>
[Flags]
internal enum KeptTiers
{
    None = 0,
    Samples = 1,
    Minutes = 2,
    Hours = 4,
    All = 7,
}
