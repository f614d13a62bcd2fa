using Millwright.Model;

namespace Millwright.Flow.Bus;

/// <summary>The newest sample of every tag, after normalizing, whether committed yet or not.</summary>
public interface ICurrentValues
{
    /// <summary>The newest sample of a tag; false while it has none.</summary>
    bool TryGet(TagHandle tag, out Sample sample);

    /// <summary>The newest raw value of a tag as its source delivered it, before normalizing.</summary>
    bool TryGetRaw(TagHandle tag, out Sample sample);
}
