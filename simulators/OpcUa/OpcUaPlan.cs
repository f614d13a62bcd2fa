using Millwright.Simulators.Machines;

namespace Millwright.Simulators.OpcUa;

/// <summary>An OPC UA server to be opened and the machines it shows.</summary>
/// <param name="Name">Name for messages, such as <c>meters</c>.</param>
/// <param name="Port">TCP port, 0 for any.</param>
/// <param name="Machines">One, or those behind a gateway.</param>
internal sealed record OpcUaPlan(string Name, int Port, IReadOnlyList<Machine> Machines)
{
    /// <summary>Whether other machines live behind the server, which then stays open when one loses power.</summary>
    public bool IsShared => Machines.Count > 1;

    /// <summary>The application URI, which stands in the certificate too.</summary>
    public string ApplicationUri => $"urn:millwright:simulated:server:{Name}";

    /// <summary>The namespace of a machine's nodes.</summary>
    public static string NamespaceOf(Machine machine) => $"urn:millwright:simulated:{machine.Name}";
}
