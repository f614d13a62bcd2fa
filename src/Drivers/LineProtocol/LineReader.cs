namespace Millwright.Drivers.LineProtocol;

/// <summary>One line in its parts, as written.</summary>
public readonly ref struct LineParts
{
    /// <summary>From 1, counting every line of the text, comments and empty ones too.</summary>
    public int Number { get; init; }

    /// <summary>Measurement and tags, escaped: <c>press,machine=3</c>.</summary>
    public ReadOnlySpan<byte> Series { get; init; }

    /// <summary>The fields: <c>temperature=21.5,state="on"</c>.</summary>
    public ReadOnlySpan<byte> Fields { get; init; }

    /// <summary>The digits of the time, empty where the line has none.</summary>
    public ReadOnlySpan<byte> Time { get; init; }

    /// <summary>What is wrong with the line, null when it could be taken apart.</summary>
    public string? Problem { get; init; }
}

/// <summary>Takes a text of InfluxDB line protocol apart, line by line. Nothing is allocated but the words of a problem.</summary>
/// <remarks>
/// The grammar is that of InfluxDB's documentation, "Line protocol reference": a space that is not escaped ends the series, one outside of a
/// string ends the fields; a string may hold line breaks; CR before LF is no part of a line; lines that begin with # are comments.
/// </remarks>
public ref struct LineReader
{
    private readonly int _maxLineBytes;
    private ReadOnlySpan<byte> _rest;
    private int _number = 1;

    /// <param name="text">The whole text.</param>
    /// <param name="maxLineBytes">A longer line is a problem of its own.</param>
    public LineReader(ReadOnlySpan<byte> text, int maxLineBytes)
    {
        _rest = text;
        _maxLineBytes = maxLineBytes;
    }

    /// <summary>The next line that is neither empty nor a comment.</summary>
    public bool TryNext(out LineParts line)
    {
        while (!_rest.IsEmpty)
        {
            var skipped = _rest.IndexOfAnyExcept((byte)' ', (byte)'\t', (byte)'\r');
            if (skipped < 0)
                break;
            _rest = _rest[skipped..];
            if (_rest[0] == '\n')
            {
                _number++;
                _rest = _rest[1..];
            }
            else if (_rest[0] == '#')
                _rest = _rest.IndexOf((byte)'\n') is var end and >= 0 ? _rest[end..] : [];
            else
            {
                line = Read();
                return true;
            }
        }
        line = default;
        return false;
    }

    private LineParts Read()
    {
        var number = _number;
        var series = EndOfSeries(_rest);
        if (series == _rest.Length || _rest[series] == '\n')
            return Broken(number, series, "it has no fields; a line is measurement,tag=value field=value time");
        var fields = series + SpacesAt(_rest[series..]);
        var end = EndOfFields(_rest, fields);
        if (end < 0)
            return Broken(number, FirstBreak(fields), "a string has no end; it ends with a quotation mark that no backslash precedes");
        var time = end + SpacesAt(_rest[end..]);
        var last = FirstBreak(time);
        var line = _rest[..last];
        var parts = new LineParts
        {
            Number = number,
            Series = line[..series],
            Fields = line[fields..end].TrimEnd((byte)'\r'),
            Time = line[Math.Min(time, last)..].Trim(" \t\r"u8),
            Problem = last > _maxLineBytes ? $"it has {last} bytes; at most {_maxLineBytes} are taken (max_line_bytes)" : null,
        };
        Skip(last);
        return parts;
    }

    private LineParts Broken(int number, int end, string problem)
    {
        Skip(end);
        return new() { Number = number, Problem = problem };
    }

    /// <summary>Goes on behind a line; what it had of line breaks within strings counts.</summary>
    private void Skip(int length)
    {
        _number += _rest[..length].Count((byte)'\n');
        _rest = _rest[length..];
    }

    private readonly int FirstBreak(int from) => _rest[from..].IndexOf((byte)'\n') is var at and >= 0 ? from + at : _rest.Length;

    private static int SpacesAt(ReadOnlySpan<byte> text) => text.IndexOfAnyExcept((byte)' ') is var at and >= 0 ? at : text.Length;

    /// <summary>Where the first space that is not escaped, or the line, ends the series.</summary>
    private static int EndOfSeries(ReadOnlySpan<byte> text)
    {
        for (var at = 0; ;)
        {
            var next = text[at..].IndexOfAny((byte)' ', (byte)'\n', (byte)'\\');
            if (next < 0)
                return text.Length;
            at += next;
            if (text[at] != '\\')
                return at;
            at += at + 1 < text.Length && text[at + 1] != '\n' ? 2 : 1;
        }
    }

    /// <summary>Where a space outside of a string, or the line, ends the fields; -1 when a string has no end.</summary>
    private static int EndOfFields(ReadOnlySpan<byte> text, int at)
    {
        var start = at;
        while (true)
        {
            var next = text[at..].IndexOfAny(" \n\\\""u8);
            if (next < 0)
                return text.Length;
            at += next;
            switch (text[at])
            {
                case (byte)'\\':
                    at += at + 1 < text.Length && text[at + 1] != '\n' ? 2 : 1;
                    break;
                case (byte)'"' when at > start && text[at - 1] == '=':
                    var length = FieldReader.LengthOfString(text[at..]);
                    if (length < 0)
                        return -1;
                    at += length;
                    break;
                case (byte)'"':
                    at++;
                    break;
                default:
                    return at;
            }
        }
    }
}
