using System.Collections.Concurrent;
using System.Text;
using Millwright.Historian.Sql.Pushdown;
using Millwright.Historian.Values;
using Millwright.Model;

namespace Millwright.Historian.Sql.Tables;

/// <summary>The samples of all tags, read from the store in the time range and of the tags that a query asks for.</summary>
internal sealed class SampleTable(IHistoryStore store, Func<IEnumerable<(TagId Id, string Path)>> tags) : SqlTable(
    SampleTable.TableName,
    "Every stored sample, newest last within a tag.",
    [
        new("tag", SqlType.Text, "The tag's path below the plant."),
        new("time", SqlType.Time, "When the value was true at its source, UTC."),
        new("value", SqlType.Number, "The value as a number, NULL for texts and arrays."),
        new("text", SqlType.Text, "Texts and arrays, and integers that a DOUBLE would round; NULL for other numbers."),
        new("quality", SqlType.Text, "The OPC UA name of its quality, such as Good or BadNoCommunication."),
        new("status", SqlType.Integer, "The quality as an OPC UA status code: below 1073741824 good, from 2147483648 bad."),
        new("kind", SqlType.Text, "The value's type, such as float64."),
        new("nanos", SqlType.Integer, "The part of the time below a microsecond, 0 to 900."),
    ])
{
    public const string TableName = "samples";

    /// <summary>Where in <see cref="SqlTable.Columns"/>.</summary>
    public const int Tag = 0, Time = 1, Value = 2, Text = 3, QualityName = 4, Status = 5, Kind = 6, Nanos = 7;

    public override ITableScan Scan(ScanFilter filter, CancellationToken cancellation) =>
        new Reading(store, new(tags().Where(t => filter.MayBe(t.Path))), filter.From, filter.To, cancellation);

    private sealed class Reading(IHistoryStore store, ConcurrentQueue<(TagId Id, string Path)> tags, Timestamp from, Timestamp to, CancellationToken cancellation) : ITableScan
    {
        public int MaxThreads { get; } = Math.Max(1, tags.Count);

        public IChunkSource Open() => new Part(this);

        private sealed class Part(Reading reading) : IChunkSource
        {
            private readonly StoredSample[] _samples = new StoredSample[2_048];
            private readonly bool[] _isNull = new bool[2_048];
            private IEnumerator<StoredSample>? _tag;
            private byte[] _path = [];

            public int Fill(ChunkWriter chunk)
            {
                var count = 0;
                while (count == 0)
                {
                    if (_tag is null && !Next())
                        return 0;
                    var most = Math.Min(chunk.Capacity, _samples.Length);
                    while (count < most && _tag!.MoveNext())
                        _samples[count++] = _tag.Current;
                    if (count < most)
                        End();
                }
                Write(chunk, _samples.AsSpan(0, count));
                return count;
            }

            public void Dispose() => End();

            private bool Next()
            {
                if (reading._from >= reading._to || !reading._tags.TryDequeue(out var tag))
                    return false;
                _path = Encoding.UTF8.GetBytes(tag.Path);
                _tag = reading._store.ReadRawAsync(tag.Id, reading._from, reading._to, int.MaxValue, reading._cancellation)
                    .ToBlockingEnumerable(reading._cancellation).GetEnumerator();
                return true;
            }

            private void End()
            {
                _tag?.Dispose();
                _tag = null;
            }

            private void Write(ChunkWriter chunk, ReadOnlySpan<StoredSample> samples)
            {
                if (chunk.Wants(Tag))
                    chunk.SetAll(Tag, _path);
                if (chunk.Wants(Time))
                    WriteTimes(chunk.Integers(Time), samples);
                if (chunk.Wants(Value))
                    WriteValues(chunk, samples);
                if (chunk.Wants(Text))
                    WriteTexts(chunk, samples);
                if (chunk.Wants(QualityName))
                    WriteRuns(chunk, QualityName, samples, static s => s.Quality.Code, static s => s.Quality.ToString());
                if (chunk.Wants(Kind))
                    WriteRuns(chunk, Kind, samples, static s => (uint)s.Value.Kind, static s => s.Value.Kind.Word());
                if (chunk.Wants(Status))
                    WriteStatus(chunk.Integers(Status), samples);
                if (chunk.Wants(Nanos))
                    WriteNanos(chunk.Integers(Nanos), samples);
            }

            private static void WriteTimes(Span<long> times, ReadOnlySpan<StoredSample> samples)
            {
                for (var row = 0; row < samples.Length; row++)
                    times[row] = ChunkWriter.Microseconds(samples[row].SourceTime);
            }

            private static void WriteNanos(Span<long> nanos, ReadOnlySpan<StoredSample> samples)
            {
                for (var row = 0; row < samples.Length; row++)
                    nanos[row] = samples[row].SourceTime.Ticks % TimeSpan.TicksPerMicrosecond * TimeSpan.NanosecondsPerTick;
            }

            private static void WriteStatus(Span<long> codes, ReadOnlySpan<StoredSample> samples)
            {
                for (var row = 0; row < samples.Length; row++)
                    codes[row] = samples[row].Quality.Code;
            }

            private void WriteValues(ChunkWriter chunk, ReadOnlySpan<StoredSample> samples)
            {
                var values = chunk.Numbers(Value);
                var hasNull = false;
                for (var row = 0; row < samples.Length; row++)
                {
                    var isNumber = samples[row].Value.TryGetDouble(out values[row]);
                    _isNull[row] = !isNumber;
                    hasNull |= !isNumber;
                }
                if (hasNull)
                    chunk.SetNulls(Value, _isNull.AsSpan(0, samples.Length));
            }

            private void WriteTexts(ChunkWriter chunk, ReadOnlySpan<StoredSample> samples)
            {
                for (var row = 0; row < samples.Length; row++)
                {
                    var value = samples[row].Value;
                    _isNull[row] = value.IsNone || (value.Kind.IsScalar() && !StoredText.IsRounded(value));
                    if (!_isNull[row])
                        chunk.SetText(Text, row, StoredText.Of(value));
                }
                chunk.SetNulls(Text, _isNull.AsSpan(0, samples.Length));
            }

            /// <summary>Most chunks have one word in all rows.</summary>
            private static void WriteRuns(
                ChunkWriter chunk, int column, ReadOnlySpan<StoredSample> samples, Func<StoredSample, uint> key, Func<StoredSample, string> word)
            {
                var first = key(samples[0]);
                var text = Encoding.UTF8.GetBytes(word(samples[0]));
                var same = 1;
                while (same < samples.Length && key(samples[same]) == first)
                    same++;
                if (same == samples.Length)
                {
                    chunk.SetAll(column, text);
                    return;
                }
                for (var row = 0; row < samples.Length; row++)
                {
                    if (key(samples[row]) != first)
                        (first, text) = (key(samples[row]), Encoding.UTF8.GetBytes(word(samples[row])));
                    chunk.SetText(column, row, text);
                }
            }
        }

        private readonly IHistoryStore _store = store;
        private readonly ConcurrentQueue<(TagId Id, string Path)> _tags = tags;
        private readonly Timestamp _from = from;
        private readonly Timestamp _to = to;
        private readonly CancellationToken _cancellation = cancellation;
    }
}
