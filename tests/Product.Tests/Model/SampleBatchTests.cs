using Millwright.Model;

namespace Millwright.Product.Tests.Model;

public sealed class SampleBatchTests
{
    private static readonly Sample[] Mixed =
    [
        new(new(1), new(100), TagValue.Of(1.5), Quality.Good),
        new(new(2), new(101), TagValue.Of("text"), Quality.Uncertain, new(200)),
        new(new(3), new(102), TagValue.None, Quality.BadNoCommunication),
        new(new(1), new(103), TagValue.OfArray(new[] { 1, 2 }), Quality.Good),
    ];

    [Fact]
    public void What_goes_in_comes_out()
    {
        using var batch = Filled(Mixed);
        Assert.Equal(Mixed, All(batch));
        Assert.True(batch.HasObjects && batch.HasServerTimes);
        Assert.Equal([0L, 200, 0, 0], batch.ServerTimes.ToArray());
    }

    [Fact]
    public void Kept_samples_stay_whole_and_in_order()
    {
        for (var mask = 0; mask < 16; mask++)
        {
            using var batch = Filled(Mixed);
            var keep = Enumerable.Range(0, 4).Select(i => (mask >> i & 1) != 0).ToArray();
            batch.Keep(keep);
            Assert.Equal(Mixed.Where((_, i) => keep[i]), All(batch));
            if (batch.IsFull)
                continue;
            batch.Add(new(9), new(9), TagValue.Of(9), Quality.Good);
            Assert.Equal(new Sample(new(9), new(9), TagValue.Of(9), Quality.Good), batch[batch.Count - 1]);
        }
    }

    [Fact]
    public void A_cleared_batch_has_nothing_of_its_first_use()
    {
        using var batch = Filled(Mixed);
        batch.Clear();
        foreach (var _ in Mixed)
            batch.Add(new(5), new(5), TagValue.Of(5), Quality.Good);
        Assert.All(All(batch), s => Assert.Equal(new Sample(new(5), new(5), TagValue.Of(5), Quality.Good), s));
    }

    [Fact]
    public void A_full_batch_takes_no_more()
    {
        using var batch = Filled(Mixed);
        Assert.True(batch.IsFull);
        Assert.Throws<InvalidOperationException>(() => batch.Add(Mixed[0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleBatch.Rent(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleBatch.Rent(SampleBatch.MaxCapacity + 1));
    }

    [Fact]
    public void The_last_reference_gives_the_columns_back_and_no_one_after_it()
    {
        var batch = Filled(Mixed);
        batch.Retain();
        batch.Dispose();
        Assert.Equal(4, batch.Count);
        batch.Dispose();
        Assert.Equal(0, batch.Count);
        Assert.Throws<ObjectDisposedException>(batch.Dispose);
        Assert.Throws<ObjectDisposedException>(batch.Retain);
    }

    private static SampleBatch Filled(Sample[] samples)
    {
        var batch = SampleBatch.Rent(samples.Length);
        foreach (var sample in samples)
            batch.Add(sample);
        return batch;
    }

    private static IEnumerable<Sample> All(SampleBatch batch) => Enumerable.Range(0, batch.Count).Select(i => batch[i]);
}
