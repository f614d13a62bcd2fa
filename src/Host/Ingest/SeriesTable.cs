using System.Diagnostics.CodeAnalysis;
using Millwright.Drivers.LineProtocol;
using Millwright.Model;

namespace Millwright.Host.Ingest;

/// <summary>The tag of one field of a series.</summary>
internal sealed class SeriesTag(TagHandle handle, TagKind kind)
{
    public TagHandle Handle { get; } = handle;

    public TagKind Kind { get; } = kind;

    /// <summary>The newest source time that came, in ticks.</summary>
    public long Newest { get; set; }

    /// <summary><see cref="Newest"/> as it was before the text that is being read.</summary>
    public long Before { get; set; }

    /// <summary>The number of the text that is being read, so that <see cref="Before"/> is kept once for each.</summary>
    public long Text { get; set; }
}

/// <summary>A series as somebody spells it, with those of its fields that have been written.</summary>
internal sealed class SpelledSeries(SeriesName name)
{
    private (byte[] Key, SeriesTag Tag)[] _fields = [];

    public SeriesName Name { get; } = name;

    /// <summary>The tag of a field.</summary>
    /// <param name="key">As spelled.</param>
    /// <param name="expected">Where it was in the line, which mostly is where it was in the line before.</param>
    public SeriesTag? Find(ReadOnlySpan<byte> key, int expected)
    {
        var fields = _fields;
        if (expected < fields.Length && key.SequenceEqual(fields[expected].Key))
            return fields[expected].Tag;
        foreach (var (known, tag) in fields)
        {
            if (key.SequenceEqual(known))
                return tag;
        }
        return null;
    }

    /// <summary>The number of spellings that are known of its fields.</summary>
    public int Count => _fields.Length;

    public void Add(ReadOnlySpan<byte> key, SeriesTag tag) => _fields = [.. _fields, (key.ToArray(), tag)];
}

/// <summary>Reads how a protocol spells a series.</summary>
internal delegate bool SeriesSpelling(ReadOnlySpan<byte> written, [NotNullWhen(true)] out SeriesName? series, [NotNullWhen(false)] out string? problem);

/// <summary>From what a line says to tags. A series that is spelled as before is found without allocating. Used by one caller at a time.</summary>
/// <param name="read">Reads a spelling that is not known.</param>
internal sealed class SeriesTable(SeriesSpelling read)
{
    /// <summary>A series or field may be spelled in several ways; a client that finds a new one for each line must not fill the memory.</summary>
    private const int MaxSpellingsPerTag = 4;

    private const int MaxFields = 4_096;

    private readonly Dictionary<string, SeriesTag> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<byte[], SpelledSeries> _bySpelling = new(ByteText.Comparer);

    public void Add(string name, SeriesTag tag) => _byName[name] = tag;

    /// <summary>The tag of a name, null for none.</summary>
    public SeriesTag? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The series of a spelling.</summary>
    public bool TryFind(ReadOnlySpan<byte> spelling, [NotNullWhen(true)] out SpelledSeries? series, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (_bySpelling.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(spelling, out series))
            return true;
        if (!read(spelling, out var name, out problem))
            return false;
        series = new(name);
        return true;
    }

    /// <summary>The tag of a field of a series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="spelling">As spelled.</param>
    /// <param name="key">The field as spelled.</param>
    /// <param name="expected">Where it is in the line.</param>
    /// <param name="field">The field's name, where it has no tag.</param>
    public SeriesTag? Find(SpelledSeries series, ReadOnlySpan<byte> spelling, ReadOnlySpan<byte> key, int expected, out string? field)
    {
        field = null;
        if (series.Find(key, expected) is { } known)
            return known;
        if (!SeriesName.TryField(key, out field) || Find(series.Name.With(field)) is not { } tag)
            return null;
        // Only what has a tag is kept in mind: their number has a limit.
        if (series.Count == 0)
            Keep(spelling, series);
        if (series.Count < MaxFields)
            series.Add(key, tag);
        return tag;
    }

    private void Keep(ReadOnlySpan<byte> spelling, SpelledSeries series)
    {
        if (_bySpelling.Count >= MaxSpellingsPerTag * _byName.Count)
            _bySpelling.Clear();
        _bySpelling.GetAlternateLookup<ReadOnlySpan<byte>>()[spelling] = series;
    }
}
