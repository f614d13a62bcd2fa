using System.Globalization;
using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Host.Imports.Formats;

/// <summary>The keys of one connection or tag as an importer comes upon them; what is null is left out.</summary>
internal sealed class TagKeys
{
    private readonly List<TagKey> _keys = [];

    public IReadOnlyList<TagKey> All => _keys;

    public TagKeys Add(string name, string? value)
    {
        if (value is not null)
            _keys.Add(new(name, value));
        return this;
    }

    public TagKeys Add(string name, double? value) => Add(name, value?.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>A time in milliseconds; one of nothing is left out.</summary>
    public TagKeys AddMilliseconds(string name, double? value) =>
        value is >= 1 and <= int.MaxValue ? Add(name, string.Create(CultureInfo.InvariantCulture, $"{Math.Round(value.Value)} ms")) : this;

    /// <summary>Scaling by two points; left out where they are one.</summary>
    public TagKeys AddLinear(double? rawLow, double? rawHigh, double? low, double? high, bool isClamped)
    {
        if (rawLow is null || rawHigh is null || low is null || high is null || rawLow == rawHigh)
            return this;
        var points = new TagKeys().Add("raw_low", rawLow).Add("raw_high", rawHigh).Add("low", low).Add("high", high).Add("clamp", isClamped ? "true" : null);
        _keys.Add(new("linear", points.All));
        return this;
    }

    /// <summary>The unit, where it is one that is known; else the loss of it is written down.</summary>
    public TagKeys AddUnit(string? unit, string name, string place, ImportedPlant plant)
    {
        if (string.IsNullOrWhiteSpace(unit))
            return this;
        if (Unit.TryParse(unit, out var known))
            return Add("unit", known.Symbol);
        plant.Lose(place, name, $"has the unit '{unit}', which is unknown here; it is carried over without", "add its UNECE code or symbol as unit");
        return this;
    }
}
