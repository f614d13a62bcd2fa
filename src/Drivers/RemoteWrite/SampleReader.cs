using Millwright.Drivers.LineProtocol;
using Millwright.Model;

namespace Millwright.Drivers.RemoteWrite;

/// <summary>Reads the samples of a series: <c>Sample { double value = 1; int64 timestamp = 2; }</c>, milliseconds since 1970.</summary>
public ref struct SampleReader(ReadOnlySpan<byte> samples)
{
    /// <summary>The value that says that a series has ended: the one NaN of these bits (Remote-Write 1.0, "Stale Markers").</summary>
    public const ulong StaleBits = 0x7FF0_0000_0000_0002;

    private MessageFields _fields = new(samples);

    /// <summary>The value of the sample as its 64 bits.</summary>
    public ulong Bits { get; private set; }

    public readonly bool IsStale => Bits == StaleBits;

    public Timestamp Time { get; private set; }

    /// <summary>What is wrong with its time, null when nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>The next sample.</summary>
    public bool TryNext()
    {
        while (_fields.TryNext())
        {
            if (_fields is not { Number: 2, Wire: 2 })
                continue;
            var (value, milliseconds) = (0UL, 0L);
            var sample = new MessageFields(_fields.Content);
            while (sample.TryNext())
            {
                if (sample is { Number: 1, Wire: 1 })
                    value = sample.Bits;
                else if (sample is { Number: 2, Wire: 0 })
                    milliseconds = (long)sample.Bits;
            }
            Bits = value;
            Problem = LineTime.TryFrom(milliseconds, LinePrecision.Milliseconds, out var time, out var problem) ? null : problem;
            Time = time;
            return true;
        }
        return false;
    }
}
