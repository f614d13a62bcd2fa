using System.Buffers;
using System.Globalization;
using System.Text;
using Millwright.Model;

namespace Millwright.Benchmarks.Historian;

/// <summary>Samples as InfluxDB line protocol, in its cheapest form: one line a machine and second with the values of its tags as fields.</summary>
internal sealed class LineWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(1 << 20);

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public void Clear() => _bytes.ResetWrittenCount();

    /// <summary>Adds a poll group.</summary>
    /// <param name="batch">Its tags follow each other by number.</param>
    /// <param name="tagsPerMachine">Fields of a line.</param>
    /// <param name="firstTag">The number of the batch's first tag.</param>
    public void Add(SampleBatch batch, int tagsPerMachine, int firstTag)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var tag = firstTag + i;
            if (tag % tagsPerMachine == 0)
                Text($"press,machine=m{tag / tagsPerMachine} ");
            Text($"{(tag % tagsPerMachine == 0 ? "" : ",")}t{tag % tagsPerMachine}=");
            Value(TagValue.FromBits(batch.Kinds[i], batch.Bits[i]));
            if (tag % tagsPerMachine == tagsPerMachine - 1 || i == batch.Count - 1)
                Text($" {(batch.SourceTimes[i] - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond}\n");
        }
    }

    private void Value(TagValue value)
    {
        value.ToDouble().TryFormat(_bytes.GetSpan(32), out var length, default, CultureInfo.InvariantCulture);
        _bytes.Advance(length);
    }

    private void Text(FormattableString text) => _bytes.Advance(Encoding.ASCII.GetBytes(FormattableString.Invariant(text), _bytes.GetSpan(64)));
}
