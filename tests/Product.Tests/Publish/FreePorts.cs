using System.Net;
using System.Net.Sockets;

namespace Millwright.Product.Tests.Publish;

/// <summary>Ports for what has to listen where the configuration says.</summary>
internal static class FreePorts
{
    /// <summary>
    /// A TCP port of the loopback that is free now, below those that the system gives by itself: whoever asks for any port never gets it.
    /// </summary>
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
                continue;
            }
        }
    }
}
