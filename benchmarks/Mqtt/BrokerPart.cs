using System.Net;
using Millwright.Mqtt.Access;
using Millwright.Mqtt.Server;
using Millwright.Wire.Transports;

namespace Millwright.Benchmarks.Mqtt;

/// <summary>Our broker, open to all, until it is ended. Says its port. With the argument <c>sockets</c> it does without the I/O loop.</summary>
internal static class BrokerPart
{
    public const string Verb = "mqtt-broker";

    public static async Task RunAsync(string[] arguments)
    {
        var access = new OpenAccess();
        using var loop = arguments.Contains("sockets") ? null : new IoLoop();
        await using var broker = new MqttBroker(new MqttBrokerOptions
        {
            Authenticator = access,
            Authorizer = access,
            Loop = loop,
            MaxOutputBytes = 4 * 1024 * 1024,
        });
        await broker.StartAsync(CancellationToken.None);
        var port = arguments.Length > 1 ? int.Parse(arguments[1], System.Globalization.CultureInfo.InvariantCulture) : 0;
        Console.WriteLine(broker.ListenTcp(new IPEndPoint(IPAddress.Loopback, port)).Port);
        while (await Console.In.ReadLineAsync() is not null)
        {
            GC.Collect();
            Console.WriteLine(FormattableString.Invariant($"{GC.GetTotalMemory(forceFullCollection: true)} {broker.Statistics.Connections} {broker.Statistics.Drops.Sum()}"));
        }
    }
}
