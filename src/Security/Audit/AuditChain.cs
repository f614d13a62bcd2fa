using System.Security.Cryptography;
using System.Text;

namespace Millwright.Security.Audit;

/// <summary>What is wrong with a trail, and where.</summary>
/// <param name="RecordId">The first record concerned, counted from 1.</param>
/// <param name="Problem">What was found.</param>
public sealed record AuditFinding(long RecordId, string Problem)
{
    public override string ToString() => $"record {RecordId}: {Problem}";
}

/// <summary>
/// The chain of a trail: each line carries the SHA-256 over the hash before it and its own bytes, so that an edit, a deletion, an
/// insertion, another order or a shorter tail is seen and located. Pure; the files belong to Control.
/// </summary>
public static class AuditChain
{
    /// <summary>The next line of a trail.</summary>
    /// <param name="head">The end so far.</param>
    /// <param name="record">The record; its id must follow the head's.</param>
    /// <param name="next">The end with it.</param>
    public static byte[] Append(AuditHead head, AuditRecord record, out AuditHead next)
    {
        if (record.Id != head.Id + 1)
            throw new ArgumentException($"Record {record.Id} does not follow {head.Id}.", nameof(record));
        var json = AuditLine.WriteJson(record);
        next = new(record.Id, HashOf(head.Hash, json));
        var line = new byte[AuditHead.HashLength + 1 + json.Length + 1];
        Encoding.ASCII.GetBytes(next.Hash, line);
        line[AuditHead.HashLength] = (byte)' ';
        json.CopyTo(line, AuditHead.HashLength + 1);
        line[^1] = (byte)'\n';
        return line;
    }

    /// <summary>Reads one line (without its line feed) that follows a head.</summary>
    /// <param name="head">The end before it; moves on when the line is right.</param>
    /// <param name="line">The bytes.</param>
    /// <param name="record">The record, null when the line is no record at all.</param>
    /// <returns>What is wrong with it, null when nothing is.</returns>
    public static AuditFinding? Check(ref AuditHead head, ReadOnlySpan<byte> line, out AuditRecord? record)
    {
        var expected = head.Id + 1;
        record = Read(line);
        if (record is null)
            return new(expected, "the line is no record");
        var json = line[(AuditHead.HashLength + 1)..];
        if (record.Id != expected)
            return new(expected, $"record {record.Id} stands where {expected} belongs");
        var hash = HashOf(head.Hash, json);
        if (!line[..AuditHead.HashLength].SequenceEqual(Encoding.ASCII.GetBytes(hash)))
            return new(expected, "the record or the one before it was changed");
        head = new(expected, hash);
        return null;
    }

    /// <summary>The record of a line, whether its hash is right or not; null when it is none.</summary>
    public static AuditRecord? Read(ReadOnlySpan<byte> line) =>
        line.Length > AuditHead.HashLength + 1 && line[AuditHead.HashLength] == (byte)' ' ? AuditLine.ReadJson(line[(AuditHead.HashLength + 1)..]) : null;

    /// <summary>Checks a whole trail, and that it still reaches what was known of it.</summary>
    /// <param name="start">The end before the first line; <see cref="AuditHead.Empty"/> for a whole trail.</param>
    /// <param name="lines">The lines without their line feeds.</param>
    /// <param name="anchors">Heads that were kept elsewhere.</param>
    /// <returns>The first thing that is wrong, null when nothing is.</returns>
    public static AuditFinding? Verify(AuditHead start, IEnumerable<ReadOnlyMemory<byte>> lines, params IReadOnlyList<AuditHead> anchors)
    {
        var head = start;
        var open = anchors.Where(a => a.Id > start.Id).OrderBy(a => a.Id).ToList();
        foreach (var line in lines)
        {
            if (Check(ref head, line.Span, out _) is { } finding)
                return finding;
            while (open.Count > 0 && open[0].Id == head.Id)
            {
                if (open[0].Hash != head.Hash)
                    return new(head.Id, "the trail up to here is not the one that was anchored");
                open.RemoveAt(0);
            }
        }
        return open.Count == 0 ? null : new(head.Id + 1, $"the trail ends at record {head.Id}; it was anchored at {open[^1].Id}");
    }

    private static string HashOf(string previous, ReadOnlySpan<byte> json)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(previous));
        hash.AppendData(json);
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
