using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Control.Writes;

/// <summary>What stands behind the writable tags of the running plant.</summary>
public interface IWriteTargets
{
    /// <summary>What a write to a tag needs; null when its configuration does not allow writing.</summary>
    WriteTarget? Find(TagHandle tag);
}

/// <summary>What a write to one tag needs.</summary>
/// <param name="Envelope">What bounds it.</param>
/// <param name="Scaling">Between the tag's unit and the device's raw value.</param>
/// <param name="Source">Its connection, null while there is none.</param>
public sealed record WriteTarget(WriteEnvelope Envelope, IWriteScaling Scaling, ISource? Source);

/// <summary>The normalizing of one tag, both ways.</summary>
public interface IWriteScaling
{
    /// <summary>The raw value that normalizing would turn into an engineering value.</summary>
    /// <returns>False with the reason when there is none, as when it does not fit into the register.</returns>
    bool TryToRaw(TagValue engineering, out TagValue raw, out string? problem);

    /// <summary>The engineering value of a raw one, none when it has none.</summary>
    TagValue ToEngineering(TagValue raw);
}
