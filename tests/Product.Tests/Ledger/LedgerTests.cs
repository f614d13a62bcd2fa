using Millwright.Fakes;
using Millwright.Flow.Ledger;
using Millwright.Flow.Log;
using Millwright.Flow.Sources;
using Millwright.Flow.Tags;
using Millwright.Model;
using Millwright.Product.Tests.Pipeline;

namespace Millwright.Product.Tests.Ledger;

public sealed class LedgerTests
{
    private readonly ManualClock _clock = new();
    private readonly MemoryFiles _files = new();
    private readonly FakeSampleLog _log = new() { AutoCommit = false };
    private readonly TagTable _tags = new();

    public LedgerTests() => _tags.Replace([.. new[] { "a", "b" }.Select(c => new TagDefinition
    {
        Id = TagId.New(_clock),
        Path = TagPath.Parse($"acme/{c}"),
        Kind = TagKind.Float64,
        Connection = c,
        Address = "1",
    })]);

    /// <summary>Random histories of two connections with failing appends, failing commits, saves and kills: the sums balance after every step, and what the log holds is what is counted as logged.</summary>
    [Fact]
    public void The_sums_balance_after_every_step_of_random_histories_and_survive_kills()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var test = new LedgerTests();
            test.Play(new Random(seed), seed);
        }
    }

    private void Play(Random random, int seed)
    {
        var ledger = Open();
        var pending = new List<(ConnectionAccount Account, LogPosition Position)>();
        for (var step = 0; step < 120; step++)
        {
            var tag = random.Next(2);
            var account = ledger.Connection(tag == 0 ? "a" : "b");
            switch (random.Next(8))
            {
                case 0 or 1 or 2:
                    Append(account, tag, random.Next(1, 5), pending);
                    break;
                case 3:
                    account.Sampled(3);
                    account.Sorted(2, 1);
                    break;
                case 4:
                    account.Sampled(2);
                    account.Lost(2, GapCause.DiskFull, Now, "full");
                    break;
                case 5 when pending.Count > 0 && random.Next(4) == 0:
                    _log.FailNext(GapCause.DiskFull);
                    pending[0].Account.Failed(pending[0].Position, GapCause.DiskFull, Now, "full");
                    pending.RemoveAt(0);
                    break;
                case 5 or 6 when pending.Count > 0:
                    _log.Commit((int)pending[0].Position.Value);
                    pending[0].Account.Settle(pending[0].Position, Now);
                    pending.RemoveAt(0);
                    break;
                case 7 when random.Next(3) == 0:
                    ledger.Save();
                    break;
                case 7 when random.Next(4) == 0:
                    // A kill: some of what is uncommitted may have reached the disk unseen.
                    if (pending.Count > 0 && random.Next(2) == 0)
                        _log.Commit((int)pending[random.Next(pending.Count)].Position.Value);
                    _log.Crash();
                    pending.Clear();
                    ledger.Dispose();
                    ledger = Open();
                    Assert.Equal(_log.Samples.Count, ledger.Snapshot().Connections.Sum(c => c.Logged));
                    break;
            }
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            Assert.True(LedgerCheck.Differences(ledger.Snapshot()).ToList() is { Count: 0 }, $"seed {seed}, step {step}: {string.Join("; ", LedgerCheck.Differences(ledger.Snapshot()))}");
        }
    }

    [Fact]
    public void A_sinks_sums_survive_a_kill_without_counting_a_batch_twice()
    {
        var ledger = Open();
        var sink = ledger.Sink("historian", LogPosition.Start);
        var pending = new List<(ConnectionAccount, LogPosition Position)>();
        for (var i = 0; i < 6; i++)
            Append(ledger.Connection("a"), 0, 10, pending);
        _log.Commit();
        ledger.Connection("a").Settle(_log.Committed, Now);
        sink.Took(new(1), 10);
        sink.Took(new(2), 10);
        sink.Took(new(3), 10);
        sink.Acknowledged(new(2));
        Assert.Equal(new SinkLedger("historian", 60, 30, 20, 30, 0), sink.Sums);
        ledger.Save();
        sink.Took(new(4), 10);
        sink.Acknowledged(new(4));

        // Killed here: the sink's own cursor stands at 4, the stored ledger knows of 2 acknowledged.
        ledger = Open();
        sink = ledger.Sink("historian", new(4));
        Assert.Equal(new SinkLedger("historian", 60, 40, 40, 20, 0), sink.Sums);
        sink.Took(new(4), 10);
        sink.Took(new(5), 10);
        sink.Took(new(6), 10);
        sink.Acknowledged(new(6));
        Assert.Equal(new SinkLedger("historian", 60, 60, 60, 0, 0), sink.Sums);
        Assert.Empty(LedgerCheck.Differences(ledger.Snapshot()));
    }

    [Fact]
    public void Samples_that_a_sink_will_never_have_are_its_loss()
    {
        var ledger = Open();
        Append(ledger.Connection("a"), 0, 10, []);
        _log.Commit();
        ledger.Connection("a").Settle(_log.Committed, Now);
        var sink = ledger.Sink("uplink", LogPosition.Start);
        sink.Lost(10);
        Assert.Equal((10L, 0L), (ledger.Snapshot().Sinks.Single().Lost, ledger.Snapshot().Sinks.Single().Behind));
    }

    [Fact]
    public void A_restart_is_a_gap_from_the_last_logged_sample_to_the_first_new_one()
    {
        var ledger = Open();
        Append(ledger.Connection("a"), 0, 1, []);
        _log.Commit();
        ledger.Connection("a").Settle(_log.Committed, Now);
        ledger.Save();
        var last = Now;
        _clock.Advance(TimeSpan.FromMinutes(3));
        ledger = Open();
        var gap = ledger.Snapshot().Gaps.Single();
        Assert.Equal((GapCause.Restart, last, true, -1L), (gap.Cause, gap.From, gap.To.IsNone, gap.Count));
        ledger.CloseRestartGap("a");
        Assert.Equal(Now, ledger.Snapshot().Gaps.Single().To);
    }

    [Fact]
    public void A_damaged_ledger_is_said_and_its_sums_begin_anew_from_the_log()
    {
        var ledger = Open();
        Append(ledger.Connection("a"), 0, 7, []);
        _log.Commit();
        ledger.Connection("a").Settle(_log.Committed, Now);
        ledger.Save();
        for (var i = 0; i < _files.Files["/plant/ledger"].Length; i++)
        {
            _files.Files["/plant/ledger"][i] ^= 4;
            var damaged = Open();
            Assert.Contains("ledger", damaged.Damage, StringComparison.Ordinal);
            Assert.Contains(damaged.Snapshot().Gaps, g => g.Cause == GapCause.Damage);
            Assert.Empty(LedgerCheck.Differences(damaged.Snapshot()));
            _files.Files["/plant/ledger"][i] ^= 4;
        }
        Assert.Null(Open().Damage);
    }

    [Fact]
    public void Too_many_gaps_are_put_together_and_their_counts_kept()
    {
        var book = new GapBook([], max: 10);
        for (var i = 0; i < 1_000; i++)
        {
            var id = book.Open(i % 2 == 0 ? "a" : "b", null, Now, GapCause.DeviceDown, "away");
            book.Count(id, 2);
            _clock.Advance(TimeSpan.FromSeconds(1));
            book.Close(id, Now);
        }
        Assert.InRange(book.All.Count, 1, 10);
        Assert.Equal(2_000, book.All.Sum(g => g.Count));
    }

    [Fact]
    public void Verify_names_what_does_not_add_up()
    {
        var snapshot = new LedgerSnapshot(Now,
            [new("press3", 10, 1, 1, 5, 1, 1, 0)], [new("historian", 10, 4, 5, 6, 0)],
            [new(1, "press3", null, Now, Now - TimeSpan.FromSeconds(1), GapCause.DiskFull, 0, "")]);
        var differences = LedgerCheck.Differences(snapshot).ToList();
        Assert.Equal(4, differences.Count);
        Assert.Contains("press3: 10 sampled", differences[0], StringComparison.Ordinal);
        Assert.Contains("1 are unaccounted for", differences[0], StringComparison.Ordinal);
    }

    private Timestamp Now => Timestamp.Now(_clock);

    private LossLedger Open() => LossLedger.Open(_files, "/plant", _log, _tags, _clock);

    private void Append(ConnectionAccount account, int tag, int count, List<(ConnectionAccount, LogPosition Position)> pending)
    {
        account.Sampled(count);
        account.Appending(_log.Committed);
        using var batch = SampleBatch.Rent(count);
        for (var i = 0; i < count; i++)
            batch.Add(new(tag), Now, TagValue.Of(1.0), Quality.Good);
        var position = _log.AppendAsync(batch, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        account.Appended(position, count);
        pending.Add((account, position));
    }
}
