using Millwright.Model;

namespace Millwright.Historian.Annotations;

/// <summary>What somebody, or a batch or event, says of a range of time (OPC UA Part 11, 5.3: annotations).</summary>
/// <param name="Id">Its identity; given by <see cref="AnnotationBook.Add"/>.</param>
/// <param name="Path">The tag or asset it is about; what lies below an asset is meant too.</param>
/// <param name="From">The beginning.</param>
/// <param name="To">The end, not included; the same as the beginning for a moment.</param>
/// <param name="Kind">Such as <c>note</c>, <c>batch</c>, <c>event</c>: 1 to 64 characters.</param>
/// <param name="Text">What is said: up to 4,096 characters.</param>
/// <param name="Author">Who says it: up to 256 characters.</param>
/// <param name="At">When it was said.</param>
public sealed record Annotation(
    Guid Id, TagPath Path, Timestamp From, Timestamp To, string Kind, string Text, string Author, Timestamp At);
