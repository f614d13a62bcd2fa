using Millwright.Model;

namespace Millwright.Flow.Bus;

/// <summary>The newest sample of every tag, after normalizing, whether committed yet or not and whether kept by its deadband or not.</summary>
/// <remarks>
/// When a connection is lost its tags become Bad here at once, without a value; <see cref="TryGetLastUsable"/> still has the last one.
/// Reads take no lock, from any thread, and never see parts of two samples.
/// </remarks>
public interface ICurrentValues
{
    /// <summary>The newest sample of a tag; false while it has none.</summary>
    bool TryGet(TagHandle tag, out Sample sample);

    /// <summary>The newest sample of a tag that was not Bad: what a page shows beside a Bad one, with its age.</summary>
    bool TryGetLastUsable(TagHandle tag, out Sample sample);

    /// <summary>The newest raw value of a tag as its source delivered it, before normalizing; with the quality after it where the value is the same.</summary>
    bool TryGetRaw(TagHandle tag, out Sample sample);
}
