using Millwright.Model;

namespace Millwright.Host.Http.Annotations;

/// <summary>An annotation that is wanted.</summary>
/// <param name="Path">The tag or asset it is about, relative to the plant.</param>
/// <param name="From">The beginning: ISO 8601, now or now-90m.</param>
/// <param name="To">The end, not included; the beginning without.</param>
/// <param name="Kind">Such as note, batch, event; note without.</param>
/// <param name="Text">What is said.</param>
internal sealed record AnnotationBody(string? Path, string? From, string? To, string? Kind, string? Text);

/// <summary>An annotation as it is kept.</summary>
internal sealed record AnnotationAnswer(Guid Id, string Path, Timestamp From, Timestamp To, string Kind, string Text, string Author, Timestamp At);
