using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>What a method answered.</summary>
/// <param name="Status">Good, or why it was not carried out.</param>
/// <param name="Outputs">The output arguments, in order; none unless the status is good.</param>
public sealed record MethodOutcome(StatusCode Status, IReadOnlyList<Variant> Outputs)
{
    public static MethodOutcome Done { get; } = new(StatusCodes.Good, []);

    public static MethodOutcome Failed(StatusCode status) => new(status, []);
}
