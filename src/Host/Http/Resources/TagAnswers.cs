using Millwright.Control;
using Millwright.Flow.Supervision;
using Millwright.Host.Http.Values;
using Millwright.Host.Http.View;
using Millwright.Model;

namespace Millwright.Host.Http.Resources;

/// <summary>A unit.</summary>
internal sealed record UnitAnswer(string Symbol, string Code, string Name);

/// <summary>A range in the tag's unit.</summary>
internal sealed record RangeAnswer(double Low, double High);

/// <summary>A value now.</summary>
internal sealed record ValueAnswer(
    string Tag, TagValue Value, string Text, QualityAnswer Quality, Timestamp Time, Timestamp ServerTime, double? AgeMs)
{
    public static ValueAnswer Of(IndexedTag tag, IPlantView plant, Timestamp now)
    {
        var reason = plant.FaultOf(tag.Handle)?.Problem;
        if (!plant.Current.TryGet(tag.Handle, out var sample))
            return new(tag.Path, TagValue.None, "–", QualityAnswer.Of(Model.Quality.BadWaitingForInitialData, reason), Timestamp.None, Timestamp.None, null);
        return new(
            tag.Path, sample.Value, ValueText.Format(tag.Definition, sample.Value), QualityAnswer.Of(sample.Quality, reason),
            sample.SourceTime, sample.ServerTime, (now - sample.SourceTime).TotalMilliseconds);
    }
}

/// <summary>A tag as lists show it.</summary>
internal record TagAnswer
{
    public required string Path { get; init; }
    public required string Name { get; init; }
    public required string Asset { get; init; }
    public required string Id { get; init; }
    public required string Type { get; init; }
    public UnitAnswer? Unit { get; init; }
    public string? Description { get; init; }
    public int? Decimals { get; init; }
    public RangeAnswer? Range { get; init; }
    public IReadOnlyDictionary<string, string>? States { get; init; }
    public required string Connection { get; init; }
    public required string Address { get; init; }
    public required bool Writable { get; init; }
}

/// <summary>A tag with all there is to know of it.</summary>
internal sealed record TagDetailAnswer : TagAnswer
{
    public required ValueAnswer Value { get; init; }
    public RawAnswer? Raw { get; init; }
    public string? Every { get; init; }
    public string? Scaling { get; init; }
    public string? Deadband { get; init; }
    public PlaceAnswer? Place { get; init; }
    public required IReadOnlyList<string> Sinks { get; init; }
    public TagErrorAnswer? LastError { get; init; }
    public WriteAnswer? Write { get; init; }
}

/// <summary>A value as its device gave it.</summary>
internal sealed record RawAnswer(TagValue Value, Timestamp Time);

/// <summary>Where in the configuration something stands.</summary>
internal sealed record PlaceAnswer(string File, int Line);

/// <summary>What keeps a tag from being read.</summary>
internal sealed record TagErrorAnswer(Timestamp Since, string What, string Remedy)
{
    public static TagErrorAnswer? Of(TagFault? fault) => fault is null ? null : new(fault.Since, fault.Problem, fault.Remedy);
}

/// <summary>What bounds a write.</summary>
internal sealed record WriteAnswer(
    double? Low, double? High, double? MaxStep, string? MaxRate, string MinRole, bool ReadBack, string Freshness)
{
    public static WriteAnswer? Of(WriteEnvelope? envelope) => envelope is null
        ? null
        : new(
            envelope.Range?.Low, envelope.Range?.High, envelope.MaximumStep,
            envelope.MinimumInterval > TimeSpan.Zero ? $"once in {Durations.Text(envelope.MinimumInterval)}" : null,
            envelope.MinimumRole.ToString().ToLowerInvariant(), true, Durations.Text(envelope.Freshness));
}
