using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Control.Audit;
using Millwright.Fakes;
using Millwright.Security;
using Millwright.Security.Audit;

namespace Millwright.Product.Tests.Control;

/// <summary>R15: what is done to the trail's files is found and located.</summary>
public sealed class AuditTrailTests
{
    private const string Folder = "/data/audit";
    private const string First = "/data/audit/audit-000000000001.log";

    private readonly MemoryFiles _files = new();
    private readonly ManualClock _clock = new();

    [Fact]
    public void A_whole_trail_verifies_and_reads_newest_first()
    {
        using var trail = Filled(25);
        Assert.Null(AuditTrail.Verify(_files, Folder));
        Assert.Equal([25, 24, 23], trail.Read(3, null).Select(r => r.Id));
        Assert.Equal([4, 3, 2, 1], trail.Read(10, 5).Select(r => r.Id));
    }

    [Fact]
    public void It_rotates_by_bytes_and_stays_one_chain()
    {
        using (var trail = Filled(60, new() { MaxFileBytes = 2_000 }))
            Assert.True(_files.List(Folder).Count > 5);
        Assert.Null(AuditTrail.Verify(_files, Folder));
        using var again = Open(new() { MaxFileBytes = 2_000 });
        Assert.Equal(61, again.Append(Entry(61)).Id);
        Assert.Equal(61, again.Read(100, null).Count);
    }

    [Fact]
    public void Every_flipped_bit_of_a_record_is_found_at_its_record()
    {
        Filled(6).Dispose();
        var whole = _files[First];
        var starts = Enumerable.Range(0, whole.Length).Where(i => i > 0 && whole[i - 1] == '\n').ToList();
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 1;
            _files[First] = damaged;
            var finding = AuditTrail.Verify(_files, Folder);
            Assert.True(finding is not null, $"byte {at} changed unseen");
            // A change of a line feed joins or splits lines: found at the line itself or the next.
            var record = Math.Max(1, starts.Count(s => s <= at));
            Assert.InRange(finding.RecordId, Math.Max(1, record - 1), record + 1);
        }
    }

    [Fact]
    public void A_deleted_a_moved_and_an_inserted_record_are_found()
    {
        Filled(8).Dispose();
        var lines = Lines();
        Assert.Equal(4, FindingWith([.. lines[..4], .. lines[5..]]));
        Assert.Equal(3, FindingWith([.. lines[..3], lines[4], lines[3], .. lines[5..]]));
        Assert.Equal(6, FindingWith([.. lines[..6], lines[5], .. lines[6..]]));
    }

    [Fact]
    public void A_tail_cut_off_at_every_byte_is_found_by_the_kept_end()
    {
        Filled(5).Dispose();
        var whole = _files[First];
        for (var length = 0; length < whole.Length; length++)
        {
            _files[First] = whole[..length];
            Assert.True(AuditTrail.Verify(_files, Folder) is not null, $"cut at {length} unseen");
        }
    }

    [Fact]
    public void A_folder_rolled_back_as_a_whole_is_found_by_an_end_kept_elsewhere()
    {
        var trail = Filled(5);
        var (file, anchor) = (_files[First], _files[Folder + "/audit.head"]);
        trail.Append(Entry(6));
        var elsewhere = trail.Status.Head;
        trail.Dispose();
        (_files[First], _files[Folder + "/audit.head"]) = (file, anchor);
        Assert.Null(AuditTrail.Verify(_files, Folder));
        Assert.Equal(6, AuditTrail.Verify(_files, Folder, elsewhere)?.RecordId);
    }

    [Fact]
    public void A_cut_that_takes_the_kept_end_along_is_found_by_its_absence()
    {
        Filled(8).Dispose();
        var lines = Lines();
        var anchor = _files[Folder + "/audit.head"];
        _files[First] = Encoding.UTF8.GetBytes(string.Join('\n', lines[..5]) + "\n");
        _files.Delete(Folder + "/audit.head");
        Assert.Equal(5, AuditTrail.Verify(_files, Folder)?.RecordId);
        using (var trail = Open())
        {
            Assert.Equal(5, trail.Status.Damage?.RecordId);
            trail.Append(Entry(99));
        }
        Assert.Equal(5, AuditTrail.Verify(_files, Folder)?.RecordId);
        Assert.NotEmpty(anchor);
    }

    [Fact]
    public void A_kept_end_that_was_put_back_is_found()
    {
        byte[] early;
        using (Filled(3))
            early = (byte[])_files[Folder + "/audit.head"].Clone();
        using (var trail = Open())
        {
            for (var i = 4; i <= 9; i++)
                trail.Append(Entry(i));
        }
        _files[Folder + "/audit.head"] = early;
        Assert.Contains("put back", AuditTrail.Verify(_files, Folder)?.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_crash_between_a_record_and_its_kept_end_is_no_damage()
    {
        Filled(4).Dispose();
        var early = (byte[])_files[Folder + "/audit.head"].Clone();
        using (var trail = Open())
            trail.Append(Entry(5));
        _files[Folder + "/audit.head"] = early;
        Assert.Null(AuditTrail.Verify(_files, Folder));
        using var again = Open();
        Assert.Null(again.Status.Damage);
        Assert.Equal(6, again.Append(Entry(6)).Id);
        Assert.Null(AuditTrail.Verify(_files, Folder));
    }

    [Fact]
    public void A_whole_file_that_is_missing_or_swapped_is_found()
    {
        Filled(60, new() { MaxFileBytes = 2_000 }).Dispose();
        var files = _files.List(Folder).Where(f => f.EndsWith(".log", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        for (var i = 0; i < files.Count; i++)
        {
            var content = _files[files[i]];
            _files.Delete(files[i]);
            Assert.True(AuditTrail.Verify(_files, Folder) is not null, $"{files[i]} is gone unseen");
            _files[files[i]] = content;
        }
        (_files[files[1]], _files[files[2]]) = (_files[files[2]], _files[files[1]]);
        Assert.NotNull(AuditTrail.Verify(_files, Folder));
    }

    [Fact]
    public void Damage_stays_known_after_the_trail_has_gone_on()
    {
        Filled(5).Dispose();
        _files[First] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(_files[First]).Replace("target 3", "target X", StringComparison.Ordinal));
        for (var start = 0; start < 3; start++)
        {
            using var trail = Open();
            Assert.Equal(3, trail.Status.Damage?.RecordId);
            trail.Append(Entry(99));
        }
        Assert.Equal(3, AuditTrail.Verify(_files, Folder)?.RecordId);
    }

    [Fact]
    public void A_cut_tail_stays_known_after_the_trail_has_gone_on()
    {
        Filled(5).Dispose();
        var lines = Lines();
        _files[First] = Encoding.UTF8.GetBytes(string.Join('\n', lines[..4]) + "\n");
        for (var start = 0; start < 4; start++)
        {
            using var trail = Open();
            Assert.Equal(4, trail.Status.Damage?.RecordId);
            trail.Append(Entry(99));
        }
        Assert.Equal(4, AuditTrail.Verify(_files, Folder)?.RecordId);
    }

    [Fact]
    public void A_record_that_was_told_survives_a_power_cut_and_a_torn_one_is_cut_off()
    {
        var trail = Filled(3);
        _files.LosePower();
        trail.Dispose();
        _files[First] = [.. _files[First], .. "ABCDEF torn"u8];
        using var again = Open();
        Assert.Null(again.Status.Damage);
        Assert.Equal(4, again.Append(Entry(4)).Id);
        Assert.Null(AuditTrail.Verify(_files, Folder));
    }

    [Fact]
    public void A_failed_sync_is_no_record_and_the_trail_goes_on_in_a_new_file()
    {
        using var trail = Filled(3);
        _files.FailSync = true;
        Assert.Throws<AuditUnavailableException>(() => trail.Append(Entry(4)));
        Assert.Throws<AuditUnavailableException>(() => trail.Append(Entry(4)));
        Assert.NotNull(trail.Status.Fault);
        _files.FailSync = false;
        Assert.Equal(4, trail.Append(Entry(5)).Id);
        Assert.Null(trail.Status.Fault);
        Assert.Null(AuditTrail.Verify(_files, Folder));
        Assert.Equal("target 5", trail.Read(1, null)[0].Entry.Target);
        Assert.Equal(4, trail.Read(10, null).Count);
    }

    [Fact]
    public void At_its_budget_it_refuses_and_deletes_nothing()
    {
        var options = new AuditTrailOptions { MaxFileBytes = 1_000, BudgetBytes = 3_000 };
        using var trail = Open(options);
        var count = 0;
        var warnedAt = 0L;
        while (true)
        {
            try
            {
                trail.Append(Entry(++count));
                if (warnedAt == 0 && trail.Status.IsNearlyFull)
                    warnedAt = trail.Status.Bytes;
            }
            catch (AuditUnavailableException)
            {
                break;
            }
        }
        Assert.InRange(warnedAt, 2_400, 3_000);
        Assert.Equal(count - 1, trail.Read(1_000, null).Count);
    }

    private long? FindingWith(string[] lines)
    {
        var before = _files[First];
        _files[First] = Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
        var finding = AuditTrail.Verify(_files, Folder);
        _files[First] = before;
        return finding?.RecordId;
    }

    private string[] Lines() => Encoding.UTF8.GetString(_files[First]).TrimEnd('\n').Split('\n');

    private AuditTrail Open(AuditTrailOptions? options = null) => AuditTrail.Open(_files, Folder, options ?? new(), _clock, NullLogger.Instance);

    private AuditTrail Filled(int count, AuditTrailOptions? options = null)
    {
        var trail = Open(options);
        for (var i = 1; i <= count; i++)
            trail.Append(Entry(i));
        return trail;
    }

    private static AuditEntry Entry(int number) => new("ann", Role.Operator, "page", "write", $"target {number}", "1.5", AuditEntry.Done, "größer \"als\"");
}
