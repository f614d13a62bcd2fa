using Millwright.Fakes;
using Millwright.Flow.Log;
using Millwright.Flow.Sources;
using Millwright.Flow.Tags;

namespace Millwright.Product.Tests.Log;

/// <summary>R3: a segment cut at every byte, every bit flipped.</summary>
public sealed class SegmentDamageTests
{
    private const int Batches = 5;

    [Fact]
    public async Task A_last_segment_cut_at_any_byte_gives_back_its_whole_batches()
    {
        var (path, content) = await WriteAsync(seal: false);
        for (var length = 0; length < content.Length; length++)
        {
            var (numbers, log) = Recover(path, content[..length], out _);
            Assert.Equal(Enumerable.Range(0, numbers.Count), numbers);
            Assert.True(numbers.Count < Batches);
            // Where bytes are left that are no whole record, it says so.
            Assert.True(log.Damage.Count > 0 || IsRecordEnd(content, length), $"cut at {length}");
            Assert.All(log.Damage, d => Assert.True(d.MayBeUnacknowledged));
        }
    }

    [Fact]
    public async Task Every_flipped_bit_is_noticed_and_no_wrong_value_comes_out()
    {
        var (path, content) = await WriteAsync(seal: false);
        var lostInTheMiddle = 0;
        for (var bit = 0; bit < content.Length * 8; bit++)
        {
            var damaged = (byte[])content.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            var (numbers, log) = Recover(path, damaged, out var losses);
            Assert.True(log.Damage.Count > 0, $"bit {bit}");
            Assert.Equal(numbers.Order().Distinct(), numbers);
            // Only the last record's loss can pass for a torn end; any other leaves what follows readable.
            if (numbers.Count < Batches && numbers.LastOrDefault(-1) == Batches - 1)
            {
                lostInTheMiddle++;
                Assert.Contains(losses.Losses, l => l.Cause == GapCause.Damage && l.Sink == "sink");
                Assert.Contains(log.Damage, d => !d.MayBeUnacknowledged && d.LastLost.Value > 0);
            }
            Assert.True(numbers.Count >= Batches - 1 || IsDictionary(content, bit / 8), $"bit {bit}: {numbers.Count} batches");
        }
        Assert.True(lostInTheMiddle > content.Length);
    }

    [Fact]
    public async Task A_sealed_segment_loses_no_batch_when_its_first_dictionary_is_damaged()
    {
        var (path, content) = await WriteAsync(seal: true);
        var damaged = (byte[])content.Clone();
        damaged[SegmentHeader.Size + SegmentFormat.FrameBytes + 10] ^= 1;
        var (numbers, log) = Recover(path, damaged, out _);
        Assert.Equal(Enumerable.Range(0, Batches), numbers);
        Assert.NotEmpty(log.Damage);
    }

    [Fact]
    public async Task The_verifier_finds_every_flipped_bit_and_names_file_and_offset()
    {
        var (path, content) = await WriteAsync(seal: true);
        for (var bit = 0; bit < content.Length * 8; bit += 3)
        {
            var damaged = (byte[])content.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            var files = new FaultyFileStore();
            files.SetContent(path, damaged);
            var report = LogVerifier.Verify(files, LogPlant.Folder, null, CancellationToken.None);
            var damage = Assert.Single(report.Damage.Take(1));
            Assert.Equal(path, damage.File);
            Assert.True(damage.Offset <= bit / 8 && bit / 8 < damage.Offset + Math.Max(damage.Length, 1), $"bit {bit}: {damage}");
        }
    }

    [Fact]
    public async Task The_verifier_counts_the_samples_of_each_tag_and_connection()
    {
        var (path, content) = await WriteAsync(seal: true);
        var files = new FaultyFileStore();
        files.SetContent(path, content);
        var report = LogVerifier.Verify(files, LogPlant.Folder, null, CancellationToken.None);
        Assert.Empty(report.Damage);
        Assert.True(report.IsSound);
        Assert.Equal((Batches, Batches * 3), (report.Batches, report.Samples));
        Assert.Equal((1, Batches), (report.First.Value, report.Last.Value));
        Assert.Equal(Batches * 3, report.SamplesByTag.Values.Sum());
        Assert.Equal(Batches * 3, report.SamplesByConnection["press0"]);
    }

    [Fact]
    public async Task Damage_before_another_batch_of_its_commit_is_not_taken_for_a_torn_end()
    {
        var files = new FaultyFileStore();
        var tags = LogPlant.Tags(3, out var handles);
        using (var log = LogPlant.Open(files, tags, LogPlant.Small with { CommitInterval = TimeSpan.FromMilliseconds(100) }))
        {
            LogPosition last = default;
            for (var i = 0; i < 3; i++)
                last = await log.AppendAsync(LogPlant.Batch(handles, i), CancellationToken.None);
            await log.WhenCommittedAsync(last, CancellationToken.None);
            await LogPlant.CommitAsync(log, LogPlant.Batch(handles, 3));
        }
        var path = LogRecovery.SegmentPaths(files, LogPlant.Folder).Single();
        var content = files.Content(path);
        var seen = 0;
        for (var at = SegmentHeader.Size; at < content.Length; at++)
        {
            var damaged = (byte[])content.Clone();
            damaged[at] ^= 16;
            var other = new FaultyFileStore();
            other.SetContent(path, damaged);
            var lost = LogVerifier.Verify(other, LogPlant.Folder, null, CancellationToken.None).Damage.Where(d => d.FirstLost.Value is > 0 and < 4).ToList();
            seen += lost.Count;
            Assert.All(lost, d => Assert.False(d.MayBeUnacknowledged, $"byte {at}: {d}"));
            using var again = LogPlant.Open(other, new());
            Assert.All(again.Damage.Where(d => d.FirstLost.Value is > 0 and < 4), d => Assert.False(d.MayBeUnacknowledged, $"byte {at}: {d}"));
        }
        Assert.True(seen > 100);
    }

    [Fact]
    public async Task A_missing_segment_in_the_middle_is_reported_and_counted_for_the_sink()
    {
        var files = new FaultyFileStore();
        var tags = LogPlant.Tags(5, out var handles);
        using (var log = LogPlant.Open(files, tags))
        {
            log.OpenCursor("sink").Dispose();
            for (var i = 0; i < 200; i++)
                await LogPlant.CommitAsync(log, LogPlant.Batch(handles, i));
        }
        var paths = LogRecovery.SegmentPaths(files, LogPlant.Folder).ToList();
        Assert.True(paths.Count > 3);
        files.Delete(paths[1]);
        Assert.True(SegmentFormat.TryParseFileName(paths[1], out var first));
        Assert.True(SegmentFormat.TryParseFileName(paths[2], out var next));
        var losses = new LossList();
        using var again = LogPlant.Open(files, tags, losses: losses);
        using var cursor = again.OpenCursor("sink");
        Assert.Contains(again.Damage, d => d.FirstLost.Value == first && d.LastLost.Value == next - 1 && !d.MayBeUnacknowledged);
        var entries = LogPlant.Entries(cursor).ToList();
        Assert.Equal(200 - (next - first), entries.Count);
        Assert.Equal(next - first, entries.Sum(e => e.Skipped));
        var loss = Assert.Single(losses.Losses);
        Assert.Equal((first, next - 1), (loss.First.Value, loss.Last.Value));
        Assert.False(LogVerifier.Verify(files, LogPlant.Folder, null, CancellationToken.None).IsSound);
    }

    [Fact]
    public async Task A_segment_of_a_newer_format_is_refused_with_the_remedy()
    {
        var (path, content) = await WriteAsync(seal: false);
        content[8] = SegmentHeader.FormatVersion + 1;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(76), Flow.Files.Crc32C.Of(content.AsSpan(0, 76)));
        var files = new FaultyFileStore();
        files.SetContent(path, content);
        var error = Assert.Throws<LogUnavailableException>(() => LogPlant.Open(files, new()));
        Assert.Contains($"format version {SegmentHeader.FormatVersion + 1}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_cursor_file_is_reported_and_the_sink_is_given_everything_again()
    {
        var files = new FaultyFileStore();
        var tags = LogPlant.Tags(1, out _);
        using (var log = LogPlant.Open(files, tags))
            log.OpenCursor("sink").Dispose();
        var path = files.List(LogPlant.Folder + "/cursors").Single();
        var content = files.Content(path);
        content[5] ^= 4;
        files.SetContent(path, content);
        using var again = LogPlant.Open(files, tags);
        Assert.Contains("the place of 'sink' is damaged", Assert.Single(again.Damage).Problem, StringComparison.Ordinal);
        using var cursor = again.OpenCursor("sink");
        Assert.Equal(0, cursor.Position.Value);
    }

    private static (List<int> Numbers, SampleLog Log) Recover(string path, byte[] content, out LossList losses)
    {
        var files = new FaultyFileStore();
        files.SetContent(path, content);
        var tags = new TagTable();
        losses = new LossList();
        using var log = LogPlant.Open(files, tags, losses: losses);
        using var cursor = log.OpenCursor("sink");
        return (LogPlant.ReadAll(cursor, tags), log);
    }

    // Batches committed one by one, so that each but the last is known to be durable by what follows.
    private static async Task<(string Path, byte[] Content)> WriteAsync(bool seal)
    {
        var files = new FaultyFileStore();
        var tags = LogPlant.Tags(3, out var handles);
        var log = LogPlant.Open(files, tags);
        for (var i = 0; i < Batches; i++)
            await LogPlant.CommitAsync(log, LogPlant.Batch(handles, i));
        var path = LogRecovery.SegmentPaths(files, LogPlant.Folder).Single();
        if (!seal)
            files.Kill();
        log.Dispose();
        return (path, files.Content(path));
    }

    private static bool IsRecordEnd(byte[] content, int length)
    {
        for (var at = SegmentHeader.Size; at <= content.Length;)
        {
            if (at == length || length == 0)
                return true;
            if (at == content.Length)
                return false;
            at += SegmentFormat.FrameBytes + BitConverter.ToInt32(content, at + 8);
        }
        return false;
    }

    private static bool IsDictionary(byte[] content, int offset) =>
        offset >= SegmentHeader.Size && offset < SegmentHeader.Size + SegmentFormat.FrameBytes + BitConverter.ToInt32(content, SegmentHeader.Size + 8);
}
