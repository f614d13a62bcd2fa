using System.Runtime.CompilerServices;
using Millwright.Historian.Calculations;
using Millwright.Model;

namespace Millwright.Historian;

/// <summary>A tag whose samples are worked out from others when they are asked for.</summary>
/// <param name="formula">What it is.</param>
/// <param name="inputs">The identities of the formula's tags, in their order.</param>
public sealed class CalculatedTag(Formula formula, IReadOnlyList<TagId> inputs)
{
    /// <summary>
    /// A sample wherever one of the inputs has one, from the values that hold then; each input holds until its next sample. The quality is
    /// the worst of the inputs'; while one is Bad or no number, there is no value.
    /// </summary>
    /// <param name="store">Whose samples.</param>
    /// <param name="from">The beginning.</param>
    /// <param name="to">The end, not included.</param>
    /// <param name="limit">The most samples.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">There are not as many inputs as the formula names tags.</exception>
    public async IAsyncEnumerable<StoredSample> ReadAsync(
        IHistoryStore store, Timestamp from, Timestamp to, int limit, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (inputs.Count != formula.Tags.Count)
            throw new ArgumentException($"The formula names {formula.Tags.Count} tags; {inputs.Count} are given.", nameof(store));
        var held = new StoredSample?[inputs.Count];
        var streams = new IAsyncEnumerator<StoredSample>[inputs.Count];
        var has = new bool[inputs.Count];
        try
        {
            for (var i = 0; i < inputs.Count; i++)
            {
                held[i] = await store.FindBeforeAsync(inputs[i], from, cancellation).ConfigureAwait(false);
                streams[i] = store.ReadRawAsync(inputs[i], from, to, int.MaxValue, cancellation).GetAsyncEnumerator(cancellation);
                has[i] = await streams[i].MoveNextAsync().ConfigureAwait(false);
            }
            for (var given = 0; given < limit && has.Contains(true); given++)
            {
                var time = Earliest(streams, has);
                for (var i = 0; i < inputs.Count; i++)
                {
                    if (!has[i] || streams[i].Current.SourceTime != time)
                        continue;
                    held[i] = streams[i].Current;
                    has[i] = await streams[i].MoveNextAsync().ConfigureAwait(false);
                }
                yield return Evaluate(time, held);
            }
        }
        finally
        {
            foreach (var stream in streams)
            {
                if (stream is not null)
                    await stream.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static Timestamp Earliest(IAsyncEnumerator<StoredSample>[] streams, bool[] has)
    {
        var earliest = Timestamp.MaxValue;
        for (var i = 0; i < streams.Length; i++)
        {
            if (has[i] && streams[i].Current.SourceTime < earliest)
                earliest = streams[i].Current.SourceTime;
        }
        return earliest;
    }

    private StoredSample Evaluate(Timestamp time, StoredSample?[] held)
    {
        Span<double> values = stackalloc double[held.Length];
        var quality = Quality.Good;
        for (var i = 0; i < held.Length; i++)
        {
            values[i] = held[i] is { Quality.IsBad: false } sample ? sample.Value.ToDouble() : double.NaN;
            quality = Quality.Worst(quality, held[i]?.Quality ?? Quality.BadNoData);
        }
        var value = formula.Evaluate(values);
        return double.IsNaN(value)
            ? new(time, TagValue.None, quality.IsBad ? quality : Quality.BadNoData)
            : new(time, TagValue.Of(value), quality);
    }
}
