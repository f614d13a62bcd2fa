using Millwright.Historian.Health;
using Millwright.Model;

namespace Millwright.Historian.Tools;

/// <summary>One block file of a folder.</summary>
/// <param name="Name">Without the folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Tags">How many it has.</param>
/// <param name="Blocks">How many it has.</param>
/// <param name="Samples">How many it has.</param>
/// <param name="First">The earliest time.</param>
/// <param name="Last">The latest time.</param>
public sealed record BlockFileInfo(string Name, long Bytes, int Tags, long Blocks, long Samples, Timestamp First, Timestamp Last);

/// <summary>What a folder of block files holds.</summary>
/// <param name="Files">Those that count, in order.</param>
/// <param name="SetAside">The names of those that were set aside as damaged.</param>
/// <param name="Findings">What could not be opened or read.</param>
public sealed record FolderReport(IReadOnlyList<BlockFileInfo> Files, IReadOnlyList<string> SetAside, IReadOnlyList<HistorianFinding> Findings)
{
    public long Bytes => Files.Sum(f => f.Bytes);

    public long Samples => Files.Sum(f => f.Samples);
}

/// <summary>What was saved of damaged files.</summary>
/// <param name="Files">Damaged files that were read.</param>
/// <param name="Blocks">Sound blocks in them, which are served again.</param>
/// <param name="Samples">Samples in these.</param>
public sealed record RepairReport(int Files, long Blocks, long Samples);

/// <summary>What a backup or a restore did.</summary>
/// <param name="Copied">Files that were copied.</param>
/// <param name="Present">Files that were there already and are the same.</param>
/// <param name="Bytes">Of the files that were copied.</param>
/// <param name="Samples">In all files.</param>
public sealed record CopyReport(int Copied, int Present, long Bytes, long Samples);
