using Millwright.Simulators.Machines;

namespace Millwright.Simulators.Serving;

/// <summary>A port to be opened and the machines behind it.</summary>
/// <param name="Name">Name for messages, such as <c>meters</c>.</param>
/// <param name="Kind">What it speaks.</param>
/// <param name="Port">TCP port, 0 for any; unused for a serial line.</param>
/// <param name="Link">Path of the link to the pseudo terminal; null without.</param>
/// <param name="Units">Machines by unit id.</param>
internal sealed record PortPlan(string Name, LineKind Kind, int Port, string? Link, IReadOnlyDictionary<byte, Machine> Units)
{
    /// <summary>Whether other machines live behind the port, which then stays open when one loses power.</summary>
    public bool IsShared => Units.Count > 1 || Kind == LineKind.Serial;
}
