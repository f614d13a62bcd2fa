using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Millwright.Processes;

namespace Millwright.Interop.Tests.OpcUa;

/// <summary>tshark reads what our server and node-opcua's client said to each other.</summary>
public sealed class ServerCaptureTests
{
    // More than the blocks a file begins with.
    private const int LeastPacketBytes = 1_500;

    [Fact]
    public async Task A_captured_session_is_dissected_without_a_malformed_packet()
    {
        var tshark = ChildProcess.Find("tshark");
        if (tshark is null)
            Assert.Skip("needs tshark: apt-get install tshark");
        await using var visit = new NodeOpcUaVisit();
        var file = Path.Combine(visit.Pki, "session.pcapng");
        var filter = string.Create(CultureInfo.InvariantCulture, $"tcp port {visit.Plant.Port}");
        await using var capture = ChildProcess.Start(tshark!, ["-i", "lo", "-f", filter, "-w", file]);
        await CapturingAsync(capture, file, visit.Plant.Port);
        var found = await visit.FoundAsync("method");
        Assert.Equal(5.0, found.GetProperty("sum").GetDouble());
        var opcua = string.Create(CultureInfo.InvariantCulture, $"tcp.port=={visit.Plant.Port},opcua");
        HashSet<string> services;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        do
        {
            // Packets reach the file a while after the line; the session's end is the last of them.
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, patience.Token);
            var (_, all) = await ChildProcess.RunAsync(tshark!, ["-r", file, "-d", opcua, "-Y", "opcua", "-T", "fields", "-e", "opcua.servicenodeid.numeric"]);
            services = all.Split(['\n', ','], StringSplitOptions.RemoveEmptyEntries).Select(static s => s.Trim()).ToHashSet();
        }
        while (!services.Contains("476"));
        await capture.InterruptAsync();

        var (_, remarks) = await ChildProcess.RunAsync(
            tshark!, ["-r", file, "-d", opcua, "-Y", "_ws.malformed || (opcua && _ws.expert)", "-T", "fields", "-E", "aggregator=;", "-e", "_ws.expert.message"]);
        foreach (var response in (string[])["431", "464", "470", "527", "634", "676", "715", "754", "790", "829", "667"])
            Assert.Contains(response, services);
        Assert.Equal([], remarks.Split(['\n', ';'], StringSplitOptions.RemoveEmptyEntries).Select(static r => r.Trim()).Where(static r => !IsOfTheDissector(r)).Distinct());
    }

    // tshark 4.0 looks at arrays of Double as if they were Float, and root hears that being root is dangerous.
    private static bool IsOfTheDissector(string remark) =>
        remark.Length == 0 || remark.StartsWith("Trying to fetch a single-precision floating point number with length 8", StringComparison.Ordinal)
        || remark.StartsWith("Running as user", StringComparison.Ordinal);

    // Knocks until the knocking is in the file.
    private static async Task CapturingAsync(ChildProcess capture, string file, int port)
    {
        try
        {
            await capture.LineAsync("Capturing on", TimeSpan.FromSeconds(20));
        }
        catch (InvalidOperationException denied) when (denied.Message.Contains("permission", StringComparison.OrdinalIgnoreCase))
        {
            Assert.Skip("needs the right to capture on the loopback: run as root or add yourself to the group wireshark");
        }
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (!File.Exists(file) || new FileInfo(file).Length < LeastPacketBytes)
        {
            using var knock = new TcpClient();
            await knock.ConnectAsync(IPAddress.Loopback, port, patience.Token);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }
}
