using Millwright.Drivers.Output;
using Millwright.Model;

namespace Millwright.Product.Tests.Drivers;

/// <summary>How samples are put into batches.</summary>
public class BatchBuilderTests
{
    [Theory]
    [InlineData(10, 10, new[] { 10 })]
    [InlineData(5_000, 5_000, new[] { 2_048, 2_048, 904 })]
    // More than were expected: they do not travel one by one.
    [InlineData(1_024, 6_000, new[] { 1_024, 2_048, 2_048, 880 })]
    public void Samples_fill_as_few_batches_as_hold_them_also_when_there_are_more_than_expected(int expected, int added, int[] batches)
    {
        using var builder = new BatchBuilder(expected);
        for (var cycle = 0; cycle < 2; cycle++)
        {
            for (var i = 0; i < added; i++)
                builder.Add(new TagHandle(i), new Timestamp(i), TagValue.Of((double)i), Quality.Good);
            var counts = new List<int>();
            foreach (var batch in builder.Take())
            {
                counts.Add(batch.Count);
                batch.Dispose();
            }
            Assert.Equal(batches, counts);
            builder.Reset();
        }
    }
}
