using System.Text;
using Millwright.Model;

namespace Millwright.Historian.Parquet;

/// <summary>
/// The records of a CSV file (RFC 4180), read as a stream. The first record names the columns and shows the separator: tabulator, semicolon or
/// comma. A record that is wrong is said with its line, and the next one is read.
/// </summary>
internal sealed class CsvRecords : IFileRecords
{
    public const int MaxColumns = 4_096;
    public const int MaxRecordCharacters = 1 << 20;

    private const int BufferCharacters = 32 << 10;
    private const int End = -1;

    private readonly TextReader _reader;
    private readonly char[] _buffer = new char[BufferCharacters];
    private readonly StringBuilder _cell = new();
    private readonly List<TagValue> _cells = [];
    private readonly char _separator;
    private int _at;
    private int _length;
    private int _characters;
    private long _line = 1;

    /// <exception cref="HistoryFileException">There are no column names, or too many.</exception>
    public CsvRecords(TextReader reader)
    {
        _reader = reader;
        _separator = SeparatorOf(FirstLine());
        if (!Next() || Problem is not null)
            throw new HistoryFileException($"the first line does not name columns{(Problem is null ? "" : $": {Problem}")}", "let it be for example time,tag,value");
        Columns = [.. _cells.Select(c => new FileColumn(c.ToString().Trim(), null))];
    }

    public IReadOnlyList<FileColumn> Columns { get; } = [];

    public long Row { get; private set; }

    public string? Problem { get; private set; }

    public TagValue this[int column] => _cells[column];

    /// <summary>A file in UTF-8, with or without its mark; other bytes become U+FFFD.</summary>
    public static CsvRecords Open(string path) => new(new StreamReader(path, Encoding.UTF8));

    public bool Next()
    {
        do
        {
            if (Peek() == End)
                return false;
            (Row, Problem, _characters) = (_line, null, 0);
            _cells.Clear();
            ReadRecord();
        }
        while (_cells.Count == 1 && _cells[0].IsNone && Problem is null);
        if (Problem is null && Columns.Count > 0 && _cells.Count != Columns.Count)
            Problem = $"it has {_cells.Count} cells, the first line {Columns.Count}; put cells that contain the separator into quotes";
        return true;
    }

    public void Dispose() => _reader.Dispose();

    private static char SeparatorOf(ReadOnlySpan<char> line) => line.Contains('\t') ? '\t' : line.Contains(';') ? ';' : ',';

    /// <summary>As much of the first line as the buffer holds.</summary>
    private ReadOnlySpan<char> FirstLine()
    {
        Peek();
        var begun = _buffer.AsSpan(0, _length);
        var end = begun.IndexOf('\n');
        return end < 0 ? begun : begun[..end];
    }

    private void ReadRecord()
    {
        while (true)
        {
            var letter = Peek() == '"' ? ReadQuoted() : ReadBare();
            if (letter != _separator)
                return;
        }
    }

    /// <summary>Reads a cell up to what ends it, which is returned.</summary>
    private int ReadBare()
    {
        while (true)
        {
            var letter = Read();
            if (letter != End && letter != '\n' && letter != _separator)
            {
                Take((char)letter);
                continue;
            }
            if (_cell.Length > 0 && _cell[^1] == '\r')
                _cell.Length--;
            Add(_cell.Length == 0 ? TagValue.None : TagValue.Of(_cell.ToString()));
            return letter;
        }
    }

    private int ReadQuoted()
    {
        Read();
        while (true)
        {
            var letter = Read();
            if (letter == End)
            {
                Problem ??= "a quote is not closed; close it";
                break;
            }
            if (letter != '"')
            {
                Take((char)letter);
                continue;
            }
            if (Peek() != '"')
                break;
            Take((char)Read());
        }
        Add(TagValue.Of(_cell.ToString()));
        var next = Read();
        if (next == '\r' && Peek() is '\n' or End)
            next = Read();
        if (next != End && next != '\n' && next != _separator)
        {
            Problem ??= "text stands behind a closed quote; double the quotes within a cell";
            do
            {
                next = Read();
            }
            while (next is not (End or '\n'));
        }
        return next;
    }

    private void Take(char letter)
    {
        if (++_characters <= MaxRecordCharacters)
            _cell.Append(letter);
        else
            Problem ??= $"it has more than {MaxRecordCharacters} characters";
    }

    private void Add(TagValue cell)
    {
        _cell.Clear();
        if (_cells.Count < MaxColumns)
            _cells.Add(cell);
        else
            Problem ??= $"it has more than {MaxColumns} cells";
    }

    private int Read()
    {
        var letter = Peek();
        if (letter == End)
            return End;
        _at++;
        if (letter == '\n')
            _line++;
        return letter;
    }

    private int Peek()
    {
        if (_at == _length)
        {
            _length = _reader.Read(_buffer, 0, _buffer.Length);
            _at = 0;
            if (_length == 0)
                return End;
        }
        return _buffer[_at];
    }
}
