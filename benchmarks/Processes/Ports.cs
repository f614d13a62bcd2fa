using System.Net;
using System.Net.Sockets;

namespace Millwright.Benchmarks.Processes;

internal static class Ports
{
    /// <summary>A TCP port that was free a moment ago, for programs that cannot choose one themselves.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
