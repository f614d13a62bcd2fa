using Millwright.Model;

namespace Millwright.Historian.Sql.Native;

/// <summary>The rows of a statement, a chunk of up to 2,048 at a time.</summary>
internal sealed unsafe class DuckResult(DuckLibrary library, IReadOnlyList<(string Name, DuckType Type)> columns) : IDisposable
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;
    private const long NanosecondsPerTick = 100;

    private DuckResultData _data;
    private nint _chunk;

    /// <summary>The rows of the chunk at hand.</summary>
    public int Rows { get; private set; }

    public IReadOnlyList<(string Name, DuckType Type)> Columns => columns;

    /// <summary>Goes on to the next chunk.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="DuckException">It fails.</exception>
    public bool Fetch()
    {
        FreeChunk();
        _chunk = library.FetchChunk(_data);
        if (_chunk == 0)
        {
            fixed (DuckResultData* data = &_data)
            {
                var error = DuckText.Read(library.ResultError(data));
                if (error.Length > 0)
                    throw new DuckException(error);
            }
            return false;
        }
        Rows = (int)library.ChunkSize(_chunk);
        return Rows > 0;
    }

    /// <summary>A text of the chunk at hand, empty for NULL.</summary>
    public string Text(int column, int row)
    {
        var values = new TagValue[Rows];
        Read(column, values, 0, 1);
        return values[row].IsNone ? "" : values[row].AsString();
    }

    /// <summary>
    /// Reads a column of the chunk at hand: scalars as they are, times as ISO 8601 text with as many decimals as they need, NULL as none.
    /// </summary>
    /// <param name="column">From 0.</param>
    /// <param name="into">Where to.</param>
    /// <param name="start">The place of the first row.</param>
    /// <param name="stride">The distance of the next.</param>
    public void Read(int column, Span<TagValue> into, int start, int stride)
    {
        var vector = library.ChunkVector(_chunk, (ulong)column);
        var data = (byte*)library.VectorData(vector);
        var validity = library.VectorValidity(vector);
        var type = columns[column].Type;
        for (var row = 0; row < Rows; row++)
        {
            var isValid = validity is null || (validity[row >> 6] & (1UL << (row & 63))) != 0;
            into[start + (row * stride)] = isValid ? Value(type, data, row) : TagValue.None;
        }
    }

    public void Dispose()
    {
        FreeChunk();
        fixed (DuckResultData* data = &_data)
            library.DestroyResult(data);
    }

    internal void Execute(nint pending)
    {
        fixed (DuckResultData* data = &_data)
        {
            if (library.ExecutePending(pending, data) != 0)
                throw new DuckException(DuckText.Read(library.ResultError(data)));
        }
    }

    private static TagValue Value(DuckType type, byte* data, int row) => type switch
    {
        DuckType.Boolean => TagValue.Of(data[row] != 0),
        DuckType.TinyInt => TagValue.Of(((sbyte*)data)[row]),
        DuckType.UTinyInt => TagValue.Of(data[row]),
        DuckType.SmallInt => TagValue.Of(((short*)data)[row]),
        DuckType.USmallInt => TagValue.Of(((ushort*)data)[row]),
        DuckType.Integer => TagValue.Of(((int*)data)[row]),
        DuckType.UInteger => TagValue.Of(((uint*)data)[row]),
        DuckType.BigInt => TagValue.Of(((long*)data)[row]),
        DuckType.UBigInt => TagValue.Of(((ulong*)data)[row]),
        DuckType.Float => TagValue.Of(((float*)data)[row]),
        DuckType.Double => TagValue.Of(((double*)data)[row]),
        DuckType.HugeInt => Huge(((Int128*)data)[row]),
        DuckType.Date => TagValue.Of(DateText(((int*)data)[row])),
        DuckType.Timestamp => Time(((long*)data)[row], TicksPerMicrosecond, ""),
        DuckType.TimestampTz => Time(((long*)data)[row], TicksPerMicrosecond, "Z"),
        DuckType.TimestampMs => Time(((long*)data)[row], TimeSpan.TicksPerMillisecond, ""),
        DuckType.TimestampSeconds => Time(((long*)data)[row], TimeSpan.TicksPerSecond, ""),
        DuckType.TimestampNs => Time(((long*)data)[row] / NanosecondsPerTick, 1, ""),
        DuckType.Varchar => TagValue.Of(DuckText.ReadString(data + (row * 16L))),
        _ => throw new DuckException($"Not implemented Error: a column of type {type}"),
    };

    private static TagValue Huge(Int128 value) =>
        value >= long.MinValue && value <= long.MaxValue ? TagValue.Of((long)value) : TagValue.Of(value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static string DateText(int days)
    {
        var day = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber + (long)days;
        return day >= DateOnly.MinValue.DayNumber && day <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber((int)day).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)
            : days > 0 ? "infinity" : "-infinity";
    }

    /// <summary>Times beyond the years 1 to 9999, and DuckDB's own infinities among them, are infinite here.</summary>
    private static TagValue Time(long value, long ticks, string zone)
    {
        var time = ((Int128)value * ticks) + DateTime.UnixEpoch.Ticks;
        if (time < 0 || time > DateTime.MaxValue.Ticks)
            return TagValue.Of(time > 0 ? "infinity" : "-infinity");
        return TagValue.Of(new DateTime((long)time).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", System.Globalization.CultureInfo.InvariantCulture) + zone);
    }

    private void FreeChunk()
    {
        Rows = 0;
        if (_chunk == 0)
            return;
        fixed (nint* chunk = &_chunk)
            library.DestroyChunk(chunk);
        _chunk = 0;
    }
}
