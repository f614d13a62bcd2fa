using System.Buffers;
using System.Globalization;
using Millwright.Model;

namespace Millwright.Drivers.LineProtocol;

/// <summary>One field of a line.</summary>
public readonly ref struct FieldParts
{
    /// <summary>The key as written, escaped.</summary>
    public ReadOnlySpan<byte> Key { get; init; }

    /// <summary>Float64, Int64, UInt64, Boolean or String.</summary>
    public TagKind Kind { get; init; }

    /// <summary>The value of all but strings, see <see cref="TagValue.Bits"/>.</summary>
    public ulong Bits { get; init; }

    /// <summary>What stands between the quotation marks of a string, escaped.</summary>
    public ReadOnlySpan<byte> Text { get; init; }
}

/// <summary>Reads the fields of a line. Nothing is allocated but the words of a problem.</summary>
public ref struct FieldReader(ReadOnlySpan<byte> fields)
{
    private static readonly SearchValues<byte> NumberCharacters = SearchValues.Create("0123456789+-.eE"u8);

    private ReadOnlySpan<byte> _rest = fields;
    private bool _isFirst = true;

    /// <summary>The next field.</summary>
    /// <returns>False at the end and at a problem.</returns>
    public bool TryNext(out FieldParts field, out string? problem)
    {
        field = default;
        problem = null;
        if (_rest.IsEmpty)
        {
            problem = _isFirst ? "it has no fields; a line is measurement,tag=value field=value time" : null;
            return false;
        }
        var equals = SeriesName.IndexOfBare(_rest, (byte)'=', (byte)',');
        if (equals <= 0 || _rest[equals] != '=')
        {
            problem = equals == 0 && _rest[0] == '=' ? "a field has no key" : $"'{SeriesName.Show(_rest)}' is no field; write key=value";
            return false;
        }
        var key = _rest[..equals];
        var value = _rest[(equals + 1)..];
        var length = value.IsEmpty ? 0 : value[0] == '"' ? LengthOfString(value) : value.IndexOf((byte)',');
        if (length < 0)
            length = value.Length;
        var written = value[..length];
        if (!TryValue(key, written, out field))
        {
            problem = $"field '{SeriesName.Show(key)}' has the value '{SeriesName.Show(written)}'; write 1.5, 1i, 1u, true or \"text\"";
            return false;
        }
        _rest = value[length..];
        _isFirst = false;
        if (_rest.IsEmpty)
            return true;
        if (_rest[0] != ',' || _rest.Length == 1)
        {
            problem = _rest[0] == ',' ? "it ends its fields with a comma" : $"'{SeriesName.Show(_rest)}' stands behind the string of field '{SeriesName.Show(key)}'";
            return false;
        }
        _rest = _rest[1..];
        return true;
    }

    /// <summary>The bytes of a string with both quotation marks, -1 when it has no end.</summary>
    internal static int LengthOfString(ReadOnlySpan<byte> text)
    {
        for (var at = 1; at < text.Length;)
        {
            var next = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
                return -1;
            at += next;
            if (text[at] == '"')
                return at + 1;
            at += 2;
        }
        return -1;
    }

    private static bool TryValue(ReadOnlySpan<byte> key, ReadOnlySpan<byte> written, out FieldParts field)
    {
        field = default;
        if (written.IsEmpty)
            return false;
        if (written[0] == '"')
        {
            // LengthOfString found its end, or the text of the line ended before.
            if (written.Length < 2 || written[^1] != '"')
                return false;
            field = new() { Key = key, Kind = TagKind.String, Text = written[1..^1] };
            return true;
        }
        if (!TryScalar(written, out var kind, out var bits))
            return false;
        field = new() { Key = key, Kind = kind, Bits = bits };
        return true;
    }

    private static bool TryScalar(ReadOnlySpan<byte> written, out TagKind kind, out ulong bits)
    {
        (kind, bits) = (TagKind.Boolean, 0);
        switch (written[^1])
        {
            case (byte)'i':
                kind = TagKind.Int64;
                var isInteger = long.TryParse(written[..^1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer);
                bits = (ulong)integer;
                return isInteger;
            case (byte)'u':
                kind = TagKind.UInt64;
                return ulong.TryParse(written[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out bits);
        }
        if (written.SequenceEqual("t"u8) || written.SequenceEqual("T"u8) || written.SequenceEqual("true"u8) || written.SequenceEqual("True"u8) || written.SequenceEqual("TRUE"u8))
        {
            bits = 1;
            return true;
        }
        if (written.SequenceEqual("f"u8) || written.SequenceEqual("F"u8) || written.SequenceEqual("false"u8) || written.SequenceEqual("False"u8) || written.SequenceEqual("FALSE"u8))
            return true;
        kind = TagKind.Float64;
        // Words such as NaN and Infinity are no values of line protocol.
        if (written.ContainsAnyExcept(NumberCharacters)
            || !double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
        {
            return false;
        }
        bits = BitConverter.DoubleToUInt64Bits(number);
        return true;
    }
}
