using System.Formats.Cbor;
using System.Text;
using System.Text.Json;

namespace Millwright.Drivers.Payloads;

/// <summary>The bytes of one message, read once for all tags that take something of it.</summary>
internal sealed class PayloadText(ReadOnlyMemory<byte> bytes) : IDisposable
{
    private const int MaxDepth = 64;
    private const int SampleLetters = 120;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private JsonDocument? _json;
    private JsonDocument? _cbor;
    private CsvRows? _rows;
    private string? _text;

    /// <summary>The document; false with what is wrong.</summary>
    public bool TryDocument(PayloadFormat format, out JsonElement root, out string? problem)
    {
        (root, problem) = (default, null);
        try
        {
            var document = format == PayloadFormat.Cbor
                ? _cbor ??= CborDocument.Read(bytes)
                : _json ??= JsonDocument.Parse(bytes, new() { MaxDepth = MaxDepth });
            root = document.RootElement;
            return true;
        }
        catch (JsonException e)
        {
            problem = $"it is no JSON: {e.Message}";
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException or ArgumentException)
        {
            problem = $"it is no CBOR: {e.Message}";
        }
        return false;
    }

    /// <summary>The text; false when it is not UTF-8.</summary>
    public bool TryText(out string text, out string? problem)
    {
        (text, problem) = ("", null);
        try
        {
            text = _text ??= Strict.GetString(bytes.Span);
            return true;
        }
        catch (DecoderFallbackException)
        {
            problem = "it is not UTF-8";
            return false;
        }
    }

    /// <summary>The rows of a CSV text.</summary>
    public bool TryRows(out CsvRows? rows, out string? problem)
    {
        rows = _rows;
        if (rows is not null || !TryText(out var text, out problem))
        {
            problem = rows is null ? "it is not UTF-8" : null;
            return rows is not null;
        }
        rows = _rows = CsvRows.Read(text);
        problem = rows is null ? $"it is no CSV of at most {CsvRows.MaxRows} rows and {CsvRows.MaxColumns} columns" : null;
        return rows is not null;
    }

    /// <summary>Its beginning, for people: text, or hexadecimal where it is none.</summary>
    public static string Sample(ReadOnlySpan<byte> payload)
    {
        var part = payload[..Math.Min(payload.Length, SampleLetters)];
        var isText = part.IndexOfAnyExceptInRange((byte)0x20, (byte)0xFF) < 0 || payload.IndexOfAnyInRange((byte)0, (byte)8) < 0;
        var text = isText ? Encoding.UTF8.GetString(part).Replace('\n', ' ').Replace('\r', ' ').Replace('\t', ' ') : Convert.ToHexString(part[..(part.Length / 2)]);
        return payload.Length > part.Length || (!isText && part.Length > 1) ? text + "…" : text;
    }

    public void Dispose()
    {
        _json?.Dispose();
        _cbor?.Dispose();
    }
}
