using System.Globalization;
using Microsoft.Extensions.Logging;
using Millwright.Flow.Files;
using Millwright.Model;
using Millwright.Security.Audit;

namespace Millwright.Control.Audit;

/// <summary>
/// The trail in files of a folder of its own, one writer. A record is on the medium, and the end anchored, before <see cref="Append"/>
/// returns. Nothing is deleted: at its budget the trail refuses, and what needs a record does not happen (IEC 62443-4-2, CR 2.8 to 2.10).
/// </summary>
public sealed partial class AuditTrail : IAuditTrail, IDisposable
{
    internal const string DamageAction = "audit-damage";

    private readonly Lock _gate = new();
    private readonly IFileStore _files;
    private readonly string _folder;
    private readonly AuditTrailOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly AuditAnchor _anchor;
    private readonly AuditFinding? _damage;
    private IDurableFile? _file;
    private long _fileBytes;
    private long _closedBytes;
    private AuditHead _head;
    private string? _fault;
    private bool _reported;
    private bool _warned;

    private AuditTrail(IFileStore files, string folder, AuditTrailOptions options, TimeProvider clock, ILogger log)
    {
        (_files, _folder, _options, _clock, _log) = (files, folder, options, clock, log);
        _anchor = AuditAnchor.Open(files, folder);
        var scan = AuditScan.Run(files, folder, _anchor.Head);
        _damage = scan.Finding ?? AuditScan.Unkept(scan.Head, _anchor.Head);
        _head = scan.Head;
        // After damage a new file begins, so that the evidence stays as it was found.
        if (scan.Last is { } last && (_damage is null || last.Lines.Count == 0))
            Continue(last, scan.Bytes);
        else
            _closedBytes = scan.Bytes;
    }

    public AuditStatus Status
    {
        get
        {
            lock (_gate)
                return new(_head, _closedBytes + _fileBytes, _options.BudgetBytes, _damage, _fault);
        }
    }

    /// <summary>Opens the trail of a folder, or begins one. A torn last line, which nobody was told of, is cut off.</summary>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    public static AuditTrail Open(IFileStore files, string folder, AuditTrailOptions options, TimeProvider clock, ILogger log)
    {
        files.CreateDirectory(folder);
        var trail = new AuditTrail(files, folder, options, clock, log);
        if (trail._damage is { } damage)
            trail.RecordDamage(damage);
        return trail;
    }

    /// <summary>Reads a whole trail and checks it against the kept end and any others.</summary>
    /// <returns>The first thing that is wrong, null when nothing is.</returns>
    public static AuditFinding? Verify(IFileStore files, string folder, params IReadOnlyList<AuditHead> anchors)
    {
        var kept = AuditAnchor.Peek(files, folder);
        var scan = AuditScan.Run(files, folder, [.. anchors, .. kept is null ? Array.Empty<AuditHead>() : [kept]]);
        return scan.Finding ?? AuditScan.Unkept(scan.Head, kept ?? AuditHead.Empty);
    }

    public AuditRecord Append(AuditEntry entry)
    {
        lock (_gate)
        {
            if (_closedBytes + _fileBytes >= _options.BudgetBytes)
                throw new AuditUnavailableException(
                    $"the audit trail is full at {_options.BudgetBytes} bytes", $"move its oldest files from {_folder} to an archive, or raise its budget");
            try
            {
                return AppendDurably(entry);
            }
            catch (IOException e)
            {
                if (!_reported)
                    LogUnavailable(e.Message);
                (_fault, _reported) = (e.Message, true);
                throw new AuditUnavailableException(
                    $"the audit trail cannot be written: {e.Message}", $"make room or mend the disk of {_folder}", e);
            }
        }
    }

    public IReadOnlyList<AuditRecord> Read(int limit, long? before)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        AuditHead head;
        lock (_gate)
            head = _head;
        var last = Math.Min(head.Id, (before ?? long.MaxValue) - 1);
        var page = new List<AuditRecord>();
        foreach (var path in AuditFile.List(_files, _folder).Reverse())
        {
            if (page.Count >= limit)
                break;
            if (AuditFile.FirstIdOf(path) > last)
                continue;
            var lines = AuditFile.Read(_files, path).Lines;
            for (var i = lines.Count - 1; i >= 0 && page.Count < limit; i--)
            {
                if (AuditChain.Read(lines[i].Span) is { } record && record.Id <= last)
                    page.Add(record);
            }
        }
        return page;
    }

    public void Dispose()
    {
        _file?.Dispose();
        _anchor.Dispose();
    }

    private void Continue(AuditFileContent last, long bytes)
    {
        _file = _files.Open(last.Path, writable: true);
        if (last.Bytes != last.CompleteBytes)
        {
            _file.Truncate(last.CompleteBytes);
            _file.Sync();
        }
        _fileBytes = last.CompleteBytes;
        _closedBytes = bytes - last.Bytes;
        if (_fileBytes == 0)
            WriteHeading();
        if (_head != _anchor.Head)
            _anchor.Keep(_head);
    }

    private void RecordDamage(AuditFinding damage)
    {
        LogDamage(damage.RecordId, damage.Problem);
        if (IsRecorded(damage))
            return;
        var target = damage.RecordId.ToString(CultureInfo.InvariantCulture);
        Append(new("node", null, "node", DamageAction, target, null, AuditEntry.Failed, damage.Problem));
    }

    private bool IsRecorded(AuditFinding damage)
    {
        var target = damage.RecordId.ToString(CultureInfo.InvariantCulture);
        return AuditFile.List(_files, _folder).SelectMany(f => AuditFile.Read(_files, f).Lines)
            .Any(l => AuditChain.Read(l.Span)?.Entry is { Action: DamageAction } entry && entry.Target == target);
    }

    private AuditRecord AppendDurably(AuditEntry entry)
    {
        if (_fault is not null)
            Mend();
        if (_file is null || _fileBytes >= _options.MaxFileBytes)
            BeginFile();
        var record = new AuditRecord(_head.Id + 1, Timestamp.Now(_clock), entry);
        var line = AuditChain.Append(_head, record, out var next);
        // Until the line is on the medium the trail is at fault: a next try first takes away what this one may leave behind.
        _fault = "a record could not be completed";
        _file!.Write(_fileBytes, line);
        _file.Sync();
        _anchor.Keep(next);
        (_fault, _reported) = (null, false);
        _fileBytes += line.Length;
        _head = next;
        WarnWhenNearlyFull();
        return record;
    }

    /// <summary>Takes an unfinished record away and goes on in a new file: a file whose sync failed once is not trusted with more.</summary>
    private void Mend()
    {
        if (_file is not null)
        {
            _file.Truncate(_fileBytes);
            _file.Sync();
            Close();
        }
        if (_anchor.Head != _head)
            _anchor.Keep(_head);
        _fault = null;
    }

    private void BeginFile()
    {
        if (_file is not null)
            Close();
        var path = Path.Combine(_folder, AuditFile.NameFor(_head.Id + 1));
        if (_files.Exists(path))
        {
            // Left behind by a start of a file that failed; one with records in it is nobody's to take away.
            if (AuditFile.Read(_files, path).Lines.Count > 0)
                throw new IOException($"{path} stands where the next file of the trail belongs");
            _files.Delete(path);
        }
        _file = _files.Create(path);
        _fileBytes = 0;
        WriteHeading();
        _files.SyncDirectory(_folder);
    }

    private void WriteHeading()
    {
        _fault = "a file could not be begun";
        var heading = AuditFile.HeadingFor(_head);
        _file!.Write(0, heading);
        _file.Sync();
        _fault = null;
        _fileBytes = heading.Length;
    }

    private void Close()
    {
        _file!.Dispose();
        _file = null;
        _closedBytes += _fileBytes;
        _fileBytes = 0;
    }

    private void WarnWhenNearlyFull()
    {
        var nearlyFull = _closedBytes + _fileBytes >= _options.BudgetBytes / 5 * 4;
        if (nearlyFull && !_warned)
            LogNearlyFull(_closedBytes + _fileBytes, _options.BudgetBytes, _folder);
        _warned = nearlyFull;
    }

    [LoggerMessage(5001, LogLevel.Error, "The audit trail cannot be written, so nothing that needs a record is done: {Problem}")]
    private partial void LogUnavailable(string problem);

    [LoggerMessage(5002, LogLevel.Critical, "The audit trail was changed or damaged at record {Record}: {Problem}")]
    private partial void LogDamage(long record, string problem);

    [LoggerMessage(5003, LogLevel.Warning, "The audit trail takes {Bytes} of {Budget} bytes; move its oldest files from {Folder} to an archive")]
    private partial void LogNearlyFull(long bytes, long budget, string folder);
}
