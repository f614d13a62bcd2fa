using System.Globalization;
using Millwright.Flow.Files;
using Millwright.Security.Audit;

namespace Millwright.Control.Audit;

/// <summary>What reading a whole trail says.</summary>
/// <param name="Head">The end of what is written, as far as it can be read.</param>
/// <param name="Bytes">Of all files.</param>
/// <param name="Finding">The first thing that is wrong, null when nothing is.</param>
/// <param name="Last">The last file.</param>
internal sealed record AuditScan(AuditHead Head, long Bytes, AuditFinding? Finding, AuditFileContent? Last)
{
    /// <summary>Reads all files in order and checks the chain through them, up to the anchored end.</summary>
    public static AuditScan Run(IFileStore files, string folder, params IReadOnlyList<AuditHead> anchors)
    {
        var paths = AuditFile.List(files, folder);
        var head = AuditHead.Empty;
        var bytes = 0L;
        AuditFinding? finding = null;
        AuditFileContent? last = null;
        foreach (var path in paths)
        {
            last = AuditFile.Read(files, path);
            bytes += last.Bytes;
            finding ??= Between(head, last);
            finding ??= AuditChain.Verify(head, last.Lines, [.. anchors.Where(a => a.Id <= head.Id + last.Lines.Count)]);
            finding ??= Recorded(last);
            if (path != paths[^1] && last.Bytes != last.CompleteBytes)
                finding ??= new(head.Id + last.Lines.Count + 1, $"{Path.GetFileName(path)} ends within a line");
            head = EndOf(head, last);
        }
        if (finding is null && anchors.OrderBy(a => a.Id).LastOrDefault() is { } anchor && anchor.Id > head.Id)
            finding = new(head.Id + 1, $"the trail ends at record {head.Id}; it was anchored at {anchor.Id}");
        return new(head, bytes, finding, last);
    }

    /// <summary>The end is kept with each record, so that a crash leaves it one behind at most: further behind it was taken away or put back, to hide a cut.</summary>
    public static AuditFinding? Unkept(AuditHead head, AuditHead kept) =>
        kept.Id + 1 >= head.Id ? null : new(head.Id + 1, $"the trail ends at record {head.Id}, its kept end at {kept.Id}: the file with the kept end was removed or put back");

    private static AuditFinding? Between(AuditHead head, AuditFileContent file)
    {
        if (file.Before is null)
            return new(head.Id + 1, $"the first line of {Path.GetFileName(file.Path)} is damaged");
        return file.Before == head ? null : new(head.Id + 1, $"{Path.GetFileName(file.Path)} does not follow record {head.Id}");
    }

    /// <summary>Damage that was found at a start before stays known: the chain goes on after it with a record of it.</summary>
    private static AuditFinding? Recorded(AuditFileContent file)
    {
        foreach (var line in file.Lines)
        {
            if (Parse(line)?.Entry is { Action: AuditTrail.DamageAction } damage)
                return new(long.TryParse(damage.Target, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0, damage.Detail ?? "");
        }
        return null;
    }

    /// <summary>The end as the last readable line states it, right or wrong: what comes next is chained to it.</summary>
    private static AuditHead EndOf(AuditHead before, AuditFileContent file)
    {
        for (var i = file.Lines.Count - 1; i >= 0; i--)
        {
            if (Parse(file.Lines[i]) is { } record && AuditHead.Parse(record.Id + " " + HashText(file.Lines[i])) is { } head)
                return head;
        }
        return file.Before ?? before;
    }

    private static string HashText(ReadOnlyMemory<byte> line) => System.Text.Encoding.ASCII.GetString(line.Span[..AuditHead.HashLength]);

    private static AuditRecord? Parse(ReadOnlyMemory<byte> line) => AuditChain.Read(line.Span);
}
