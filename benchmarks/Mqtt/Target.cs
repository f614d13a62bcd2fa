using Millwright.Wire.Transports;

namespace Millwright.Benchmarks.Mqtt;

/// <summary>A broker under load.</summary>
/// <param name="Port">On the loopback.</param>
/// <param name="Process">Whose CPU and memory count.</param>
/// <param name="Loop">Serves all clients of the load.</param>
internal sealed record Target(int Port, int Process, IoLoop Loop)
{
    public TcpOptions Tcp { get; } = new() { Loop = Loop, KeepAliveSeconds = 0, ConnectTimeout = TimeSpan.FromSeconds(30) };
}
