using System.Globalization;
using System.Net;
using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.AddressSpace.NamespaceZero;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;

namespace Millwright.Benchmarks.OpcUa;

/// <summary>
/// Our server with the same variables as the peer's, until it is ended. Says its port. The line "change COUNT MILLISECONDS TURNS" makes the
/// first COUNT variables change so often, TURNS times; then it says how many changes there were.
/// </summary>
internal static class ServerPart
{
    public const string Verb = "opcua-server";

    public static async Task RunAsync(string[] arguments)
    {
        var variables = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        using var space = StandardAddressSpace.Create("urn:millwright:bench");
        using (var edit = space.Edit())
        {
            var folder = new NodeId(1, 999_999u);
            edit.AddFolder(new NodeId(StandardIds.ObjectsFolder), folder, new QualifiedName(1, "Bench"));
            var settings = new VariableSettings { DataType = new NodeId((uint)BuiltInType.Double), ReferenceType = new NodeId(StandardIds.Organizes), MinimumSamplingIntervalMs = 100 };
            for (var n = 0; n < variables; n++)
                edit.AddVariable(folder, new NodeId(1, 1_000_000u + (uint)n), new QualifiedName(1, $"v{n}"), settings, n);
        }
        await using var server = new OpcUaServer(space, new()
        {
            ApplicationUri = "urn:millwright:bench",
            Users = new() { AllowAnonymous = true },
            Channels = new() { Offered = [new OfferedSecurity(SecurityPolicy.None, MessageSecurityMode.None)] },
        });
        for (var n = 0; n < variables; n++)
            Set(server, n, n, UaDateTime.From(TimeProvider.System.GetUtcNow()));
        Console.WriteLine(server.Listen(new IPEndPoint(IPAddress.Loopback, 0)).Port);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var asked = line.Split(' ')[1..].Select(a => int.Parse(a, CultureInfo.InvariantCulture)).ToArray();
            await ChangeAsync(server, Math.Min(asked[0], variables), TimeSpan.FromMilliseconds(asked[1]), asked[2]);
        }
    }

    private static async Task ChangeAsync(OpcUaServer server, int count, TimeSpan period, int turns)
    {
        using var timer = new PeriodicTimer(period, TimeProvider.System);
        for (var turn = 1; turn <= turns && await timer.WaitForNextTickAsync(); turn++)
        {
            var now = UaDateTime.From(TimeProvider.System.GetUtcNow());
            for (var n = 0; n < count; n++)
                Set(server, n, n + turn, now);
        }
        Console.WriteLine((long)count * turns);
    }

    private static void Set(OpcUaServer server, int handle, double value, UaDateTime time) =>
        server.Values.Set(handle, new DataValue(new Variant(value), default, time));
}
