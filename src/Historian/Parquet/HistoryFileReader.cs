using Millwright.Historian.Sql;
using Millwright.Historian.Values;
using Millwright.Model;

namespace Millwright.Historian.Parquet;

/// <summary>Reads the samples of a file, one after the other: our own form, or a foreign one by its columns (docs/howto/parquet.md).</summary>
/// <remarks>What is wrong with one record is said with it, and the next one is read.</remarks>
public sealed class HistoryFileReader : IDisposable
{
    private static readonly string[] Own = ["tag", "time", "nanos", "value", "text", "kind", "status"];
    private static readonly string[] TimeNames = ["time", "timestamp", "_time", "ts", "datetime", "date"];
    private static readonly string[] TagNames = ["tag", "tagname", "tag_name", "name", "path", "_field", "point"];
    private static readonly string[] ValueNames = ["value", "_value", "val"];
    private static readonly string[] QualityNames = ["quality", "status", "q"];

    private readonly IFileRecords _records;
    private readonly FileMapping _mapping;
    private readonly int[]? _own;
    private readonly int[] _tags = [];
    private readonly int _time;
    private readonly int _name = -1;
    private readonly int _value = -1;
    private readonly int _quality;
    private int _next;

    private HistoryFileReader(IFileRecords records, FileMapping mapping)
    {
        (_records, _mapping) = (records, mapping);
        IsOwn = mapping.IsPlain && Own.All(c => Find(c) >= 0);
        if (IsOwn)
        {
            _own = [.. Own.Select(Find)];
            return;
        }
        _time = Column(mapping.Time, TimeNames, "time", "--time");
        _quality = mapping.Quality is null ? FindAny(QualityNames) : Column(mapping.Quality, [], "quality", "--quality");
        if (mapping.IsWide)
        {
            _tags = [.. Enumerable.Range(0, records.Columns.Count).Where(c => c != _time && c != _quality)];
            _next = _tags.Length;
            return;
        }
        _name = Column(mapping.Tag, TagNames, "tag", "--tag (or --wide where every column is a tag)");
        _value = Column(mapping.Value, ValueNames, "value", "--value");
    }

    /// <summary>True for a file that an export wrote.</summary>
    public bool IsOwn { get; }

    /// <summary>The sample at hand, or what is wrong with the record at hand.</summary>
    public FileSample Current { get; private set; }

    /// <summary>Opens a file.</summary>
    /// <param name="engine">Reads Parquet; CSV does without.</param>
    /// <param name="path">The file.</param>
    /// <param name="format">Its form.</param>
    /// <param name="mapping">What its columns are.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="HistoryFileException">It cannot be read, or has not the columns.</exception>
    /// <exception cref="SqlException">Parquet needs a library that is missing.</exception>
    public static HistoryFileReader Open(SqlEngine engine, string path, HistoryFormat format, FileMapping mapping, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(mapping);
        IFileRecords records = format == HistoryFormat.Parquet ? new ParquetRecords(engine, path, cancellation) : CsvRecords.Open(path);
        return Open(records, mapping);
    }

    internal static HistoryFileReader Open(IFileRecords records, FileMapping mapping)
    {
        try
        {
            return new(records, mapping);
        }
        catch
        {
            records.Dispose();
            throw;
        }
    }

    /// <summary>Goes on to the next sample.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="HistoryFileException">The file cannot be read further.</exception>
    public bool Next()
    {
        while (true)
        {
            while (_next < _tags.Length)
            {
                if (TryWide(_tags[_next++]))
                    return true;
            }
            if (!_records.Next())
                return false;
            if (_records.Problem is { } problem)
                Refuse("", problem);
            else if (_own is { } own)
                TakeOwn(own);
            else if (_name >= 0)
                Take(_records[_name].ToString(), _records[_value]);
            else
            {
                _next = 0;
                continue;
            }
            return true;
        }
    }

    public void Dispose() => _records.Dispose();

    private bool TryWide(int column)
    {
        // An empty cell of a wide file says that there was no sample.
        if (_records[column].IsNone)
            return false;
        Take(_records.Columns[column].Name, _records[column]);
        return true;
    }

    private void Take(string name, TagValue value)
    {
        if (name.Length == 0)
            Refuse(name, "it names no tag");
        else if (!FileTime.TryRead(_records[_time], _records.Columns[_time].Time ?? _mapping.TimeUnit, out var time, out var problem))
            Refuse(name, problem);
        else if (!TryQuality(value, out var quality, out problem))
            Refuse(name, problem);
        else
            Current = new(_records.Row, name, time, value, quality, IsExact: false);
    }

    private bool TryQuality(TagValue value, out Quality quality, out string problem)
    {
        quality = Quality.Good;
        problem = "";
        if (_quality >= 0 && !_records[_quality].IsNone && !QualityText.TryRead(_records[_quality], _mapping.QualityCodes, out quality))
        {
            problem = $"'{_records[_quality]}' is no quality; write Good, Uncertain, Bad, another name of OPC UA, or its code";
            return false;
        }
        if (value.IsNone && !quality.IsBad)
        {
            problem = "it has no value, and its quality is not bad";
            return false;
        }
        return true;
    }

    private void TakeOwn(int[] own)
    {
        var name = _records[own[0]].ToString();
        var time = _records.Columns[own[1]].Time;
        string? problem = null;
        if (!FileTime.TryRead(_records[own[1]], time, out var at, out var wrong))
            problem = wrong;
        else if (!ValueFitting.TryFit(_records[own[2]], TagKind.Int64, out var nanos) || (long)nanos.Bits is < 0 or > 999)
            problem = $"nanos is '{_records[own[2]]}'; it is 0 to 900";
        else if (!StoredText.TryRead(_records[own[5]].ToString(), _records[own[3]], _records[own[4]], out var value))
            problem = $"value '{_records[own[3]]}' and text '{_records[own[4]]}' are no {_records[own[5]]}";
        else if (!QualityText.TryRead(_records[own[6]], FileQualityCodes.OpcUa, out var quality))
            problem = $"status is '{_records[own[6]]}'; it is a status code of OPC UA";
        else
            Current = new(_records.Row, name, new(at.Ticks + ((long)nanos.Bits / TimeSpan.NanosecondsPerTick)), value, quality, IsExact: true);
        if (problem is not null)
            Refuse(name, problem);
    }

    private void Refuse(string name, string problem) => Current = new(_records.Row, name, default, default, default, false, problem);

    private int Column(string? asked, string[] usual, string what, string option)
    {
        var column = asked is null ? FindAny(usual) : Find(asked);
        if (column >= 0)
            return column;
        var there = string.Join(", ", _records.Columns.Take(20).Select(c => c.Name)) + (_records.Columns.Count > 20 ? ", ..." : "");
        throw new HistoryFileException(asked is null ? $"no column is known to be the {what}" : $"there is no column '{asked}'", $"name it with {option}; there are {there}");
    }

    private int FindAny(string[] names) => names.Select(Find).FirstOrDefault(c => c >= 0, -1);

    private int Find(string name)
    {
        for (var i = 0; i < _records.Columns.Count; i++)
        {
            if (_records.Columns[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return i;
        }
        return -1;
    }
}
