using System.Globalization;
using Millwright.Control;
using Millwright.Host.Http.Serving;
using Millwright.Host.Http.Values;
using Millwright.Host.Http.View;
using Millwright.Model;

namespace Millwright.Host.Http.Resources;

/// <summary>The tags and their values.</summary>
internal static class TagResource
{
    private const int MaxValues = 10_000;

    /// <summary>The tags that match, in path order.</summary>
    public static IResult List(IPlantView plant, TagIndex index, string? search, string? asset, string? connection, string? quality, int? limit, string? after)
    {
        if (quality is not (null or "" or "good" or "uncertain" or "bad"))
            return Problems.BadRequest($"'{quality}' is no quality", "ask for good, uncertain or bad");
        var words = (search ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var matches = index.Tags.Where(t => HasWords(t, words) && IsWithin(t, asset) && IsOf(t, connection) && Is(t, quality, plant)).ToList();
        var rest = string.IsNullOrEmpty(after) ? matches : matches.SkipWhile(t => StringComparer.OrdinalIgnoreCase.Compare(t.Path, after) <= 0).ToList();
        var items = rest.Take(Paging.Limit(limit, 1_000)).ToList();
        return TypedResults.Ok(new Page<TagAnswer>(
            [.. items.Select(t => Fill(t))], items.Count < rest.Count ? items[^1].Path : null, matches.Count));
    }

    public static IResult Get(string path, IPlantView plant, TagIndex index, IWriteGate gate, TimeProvider clock)
    {
        if (!plant.TryFindTag(path, out var handle))
            return Unknown(plant, path);
        var tag = Indexed(plant, handle);
        var configured = plant.ConfigurationOf(handle);
        return TypedResults.Ok(new TagDetailAnswer
        {
            Path = tag.Path,
            Name = tag.Definition.Path.Name,
            Asset = tag.Asset,
            Id = tag.Definition.Id.ToString(),
            Type = tag.Definition.Kind.Word(),
            Unit = UnitOf(tag.Definition),
            Description = tag.Definition.Description,
            Decimals = tag.Definition.Decimals,
            Range = RangeOf(tag.Definition),
            States = StatesOf(tag.Definition),
            Connection = tag.Definition.Connection,
            Address = tag.Definition.Address,
            Writable = tag.Definition.Writable,
            Value = ValueAnswer.Of(tag, plant, Timestamp.Now(clock)),
            Raw = plant.Current.TryGetRaw(handle, out var raw) ? new(raw.Value, raw.SourceTime) : null,
            Every = configured is null ? null : Durations.Text(configured.Every),
            Scaling = configured?.Scaling,
            Deadband = configured?.Deadband,
            Place = configured is null ? null : new(configured.Place.File, configured.Place.Line),
            Sinks = configured?.Sinks ?? [],
            LastError = TagErrorAnswer.Of(plant.FaultOf(handle)),
            Write = WriteAnswer.Of(gate.EnvelopeOf(handle)),
        });
    }

    /// <summary>Values now, of tags or of all below an asset.</summary>
    public static IResult Values(IPlantView plant, TagIndex index, TimeProvider clock, string[]? tag, string? asset)
    {
        var now = Timestamp.Now(clock);
        if (!string.IsNullOrEmpty(asset))
            return TypedResults.Ok(new Page<ValueAnswer>([.. index.Tags.Where(t => IsWithin(t, asset)).Take(MaxValues).Select(t => ValueAnswer.Of(t, plant, now))]));
        if (tag is not { Length: > 0 and <= MaxValues })
            return Problems.BadRequest("no tag is named", $"send ?tag=path once or more, at most {MaxValues} times, or ?asset=path");
        var items = new List<ValueAnswer>(tag.Length);
        foreach (var path in tag)
        {
            if (!plant.TryFindTag(path, out var handle))
                return Unknown(plant, path);
            items.Add(ValueAnswer.Of(Indexed(plant, handle), plant, now));
        }
        return TypedResults.Ok(new Page<ValueAnswer>(items));
    }

    public static IResult Unknown(IPlantView plant, string path) => Problems.NotFound(
        "unknown-tag", $"there is no tag {path}",
        NearestPath.Find(plant, path) is { } near ? $"did you mean {near}?" : "search the tag and copy its path");

    public static UnitAnswer? UnitOf(TagDefinition tag) => tag.Unit is { } unit ? new(unit.Symbol, unit.Code, unit.Name) : null;

    public static IndexedTag Indexed(IPlantView plant, TagHandle handle)
    {
        var definition = plant.Tags[handle];
        var path = plant.Relative(definition.Path);
        return new(handle, definition, path, path.LastIndexOf('/') is var at and > 0 ? path[..at] : "");
    }

    private static bool HasWords(IndexedTag tag, string[] words)
    {
        foreach (var word in words)
        {
            if (!tag.Path.Contains(word, StringComparison.OrdinalIgnoreCase) && tag.Definition.Description?.Contains(word, StringComparison.OrdinalIgnoreCase) != true)
                return false;
        }
        return true;
    }

    private static bool IsWithin(IndexedTag tag, string? asset) =>
        string.IsNullOrEmpty(asset)
        || (tag.Path.Length > asset.Length && tag.Path[asset.Length] == '/' && tag.Path.StartsWith(asset, StringComparison.OrdinalIgnoreCase));

    private static bool IsOf(IndexedTag tag, string? connection) =>
        string.IsNullOrEmpty(connection) || string.Equals(tag.Definition.Connection, connection, StringComparison.OrdinalIgnoreCase);

    private static bool Is(IndexedTag tag, string? quality, IPlantView plant)
    {
        if (string.IsNullOrEmpty(quality))
            return true;
        var present = plant.Current.TryGet(tag.Handle, out var sample) ? sample.Quality : Quality.BadWaitingForInitialData;
        return QualityAnswer.WordOf(present) == quality;
    }

    private static TagAnswer Fill(IndexedTag tag) => new()
    {
        Path = tag.Path,
        Name = tag.Definition.Path.Name,
        Asset = tag.Asset,
        Id = tag.Definition.Id.ToString(),
        Type = tag.Definition.Kind.Word(),
        Unit = UnitOf(tag.Definition),
        Description = tag.Definition.Description,
        Decimals = tag.Definition.Decimals,
        Range = RangeOf(tag.Definition),
        States = StatesOf(tag.Definition),
        Connection = tag.Definition.Connection,
        Address = tag.Definition.Address,
        Writable = tag.Definition.Writable,
    };

    private static RangeAnswer? RangeOf(TagDefinition tag) => tag.Range is { } range ? new(range.Low, range.High) : null;

    private static Dictionary<string, string>? StatesOf(TagDefinition tag) =>
        tag.States?.ToDictionary(s => s.Key.ToString(CultureInfo.InvariantCulture), s => s.Value);
}
