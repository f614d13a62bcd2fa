using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Something a person or a log should know.</summary>
/// <param name="Peer">The client's address.</param>
/// <param name="Status">What it came to.</param>
/// <param name="Message">A sentence.</param>
/// <param name="Fault">The exception behind it, when the server itself failed.</param>
public sealed record ServerIncident(string Peer, StatusCode Status, string Message, Exception? Fault = null);
