namespace Millwright.Drivers.RemoteWrite;

/// <summary>One series of a request in its parts, as sent.</summary>
public readonly ref struct SeriesParts
{
    /// <summary>From 1.</summary>
    public int Number { get; init; }

    /// <summary>Its labels, see <see cref="Labels"/>: the same bytes are the same series.</summary>
    public ReadOnlySpan<byte> Labels { get; init; }

    /// <summary>Its samples, see <see cref="SampleReader"/>.</summary>
    public ReadOnlySpan<byte> Samples { get; init; }

    /// <summary>What keeps it from being read, null when nothing does.</summary>
    public string? Problem { get; init; }

    /// <summary>What it has beside samples and cannot be kept, null for nothing.</summary>
    public string? Unkept { get; init; }
}

/// <summary>Takes a WriteRequest apart, series by series. Nothing is allocated but the words of a problem.</summary>
/// <remarks>
/// Prometheus Remote-Write 1.0: <c>WriteRequest { repeated TimeSeries timeseries = 1; repeated MetricMetadata metadata = 3; }</c>,
/// <c>TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; repeated Exemplar exemplars = 3; repeated Histogram histograms = 4; }</c>.
/// </remarks>
public ref struct WriteRequestReader
{
    /// <summary>The most series of one request.</summary>
    public const int MaxSeries = 1_000_000;

    private MessageFields _fields;
    private int _number;

    public WriteRequestReader(ReadOnlySpan<byte> message) => _fields = new(message);

    /// <summary>The next series.</summary>
    public bool TryNext(out SeriesParts series)
    {
        while (_fields.TryNext())
        {
            if (_fields is { Number: 1, Wire: 2 })
            {
                series = Series(_fields.Content, ++_number);
                return true;
            }
        }
        series = default;
        return false;
    }

    /// <summary>Reads a message whole without taking anything from it.</summary>
    /// <returns>Why it is no WriteRequest, null when it is one.</returns>
    public static string? Check(ReadOnlySpan<byte> message)
    {
        var series = 0;
        var fields = new MessageFields(message);
        while (fields.TryNext())
        {
            if (fields.Number is 1 or 3 && fields.Wire != 2)
                return "a series or metadata of it is no message";
            if (fields.Number == 1 && ++series > MaxSeries)
                return $"it has more than {MaxSeries} series; send fewer at once (max_samples_per_send)";
            if (fields.Number == 1 && !IsSeries(fields.Content))
                return $"series {series} is broken";
        }
        return fields.IsBroken ? "it breaks off" : null;
    }

    private static bool IsSeries(ReadOnlySpan<byte> message)
    {
        var fields = new MessageFields(message);
        while (fields.TryNext())
        {
            if (fields.Number is >= 1 and <= 4 && (fields.Wire != 2 || !IsSound(fields.Content)))
                return false;
        }
        return !fields.IsBroken;
    }

    private static bool IsSound(ReadOnlySpan<byte> message)
    {
        var fields = new MessageFields(message);
        while (fields.TryNext())
        {
            // Fields are passed over one by one.
        }
        return !fields.IsBroken;
    }

    private static SeriesParts Series(ReadOnlySpan<byte> message, int number)
    {
        var labels = 0;
        var (hasOther, isMixed, exemplars, histograms) = (false, false, 0, 0);
        var fields = new MessageFields(message);
        while (fields.TryNext())
        {
            isMixed |= fields.Number == 1 && hasOther;
            hasOther |= fields.Number != 1;
            if (!hasOther)
                labels = fields.Position;
            exemplars += fields.Number == 3 ? 1 : 0;
            histograms += fields.Number == 4 ? 1 : 0;
        }
        return new()
        {
            Number = number,
            Labels = message[..labels],
            Samples = message[labels..],
            Problem = isMixed ? "its labels stand behind its samples" : null,
            Unkept = histograms > 0 ? $"{histograms} native histograms of it are not kept; send classic ones (send_native_histograms: false)"
                : exemplars > 0 ? $"{exemplars} exemplars of it are not kept; leave them out (send_exemplars: false)" : null,
        };
    }
}
