using System.Globalization;
using Millwright.Processes;

namespace Millwright.Interop.Tests.Mqtt;

/// <summary>Third-party clients and brokers, or a skip by the name of what is missing.</summary>
internal static class MqttPeers
{
    private const string Python = "/usr/bin/python3";

    private static string Folder { get; } = FindFolder();

    public static ChildProcess Sub(int port, params string[] arguments) =>
        ChildProcess.Start(Need("mosquitto_sub", "mosquitto-clients"), ["-h", "127.0.0.1", "-p", Text(port), .. arguments]);

    public static async Task PubAsync(int port, params string[] arguments)
    {
        var (code, output) = await ChildProcess.RunAsync(Need("mosquitto_pub", "mosquitto-clients"), ["-h", "127.0.0.1", "-p", Text(port), .. arguments]);
        Assert.True(code == 0, output);
    }

    /// <summary>What mosquitto_pub says when it does not succeed.</summary>
    public static async Task<string> FailingPubAsync(int port, params string[] arguments)
    {
        var (code, output) = await ChildProcess.RunAsync(Need("mosquitto_pub", "mosquitto-clients"), ["-h", "127.0.0.1", "-p", Text(port), .. arguments]);
        Assert.NotEqual(0, code);
        return output;
    }

    public static async Task PahoAsync(int port)
    {
        if (!Directory.Exists("/usr/lib/python3/dist-packages/paho"))
            Assert.Skip("needs paho-mqtt: apt-get install python3-paho-mqtt");
        await EndsWellAsync(Python, ["-W", "ignore", Path.Combine(Folder, "paho_client.py"), Text(port)]);
    }

    public static async Task MqttJsAsync(string url)
    {
        NeedPackage("mqtt");
        await EndsWellAsync(Need("node", "nodejs"), [Path.Combine(Folder, "mqttjs_client.mjs"), url]);
    }

    public static async Task<(ChildProcess Broker, int Port)> AedesAsync()
    {
        NeedPackage("aedes");
        var broker = ChildProcess.Start(Need("node", "nodejs"), [Path.Combine(Folder, "aedes_broker.mjs")]);
        var line = await broker.LineAsync("port ");
        return (broker, int.Parse(line["port ".Length..], CultureInfo.InvariantCulture));
    }

    /// <summary>A host application made of mqtt.js and sparkplug-payload, ready to hear.</summary>
    public static async Task<ChildProcess> SparkplugHostAsync(int port)
    {
        NeedPackage("sparkplug-payload");
        NeedPackage("mqtt");
        var host = ChildProcess.Start(Need("node", "nodejs"), [Path.Combine(Folder, "sparkplug_host.mjs"), $"mqtt://127.0.0.1:{Text(port)}"]);
        await host.LineAsync("ready");
        return host;
    }

    /// <summary>sparkplug-client as an edge node G/E with the device press3, which has oil.</summary>
    public static ChildProcess SparkplugEdge(int port)
    {
        NeedPackage("sparkplug-client");
        return ChildProcess.Start(Need("node", "nodejs"), [Path.Combine(Folder, "sparkplug_edge.mjs"), $"mqtt://127.0.0.1:{Text(port)}"]);
    }

    /// <summary>What sparkplug-payload reads in a payload.</summary>
    public static async Task<string[]> SparkplugCodecAsync(byte[] payload)
    {
        NeedPackage("sparkplug-payload");
        var (code, output) = await ChildProcess.RunAsync(Need("node", "nodejs"), [Path.Combine(Folder, "sparkplug_codec.mjs"), Convert.ToHexString(payload)]);
        Assert.True(code == 0, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>mosquitto with plain TCP, TLS with client certificates, and WebSocket.</summary>
    public static async Task<(ChildProcess Broker, int Tcp, int Tls, int WebSocket)> MosquittoAsync(TestCertificates certificates)
    {
        var program = File.Exists("/usr/sbin/mosquitto") ? "/usr/sbin/mosquitto" : Need("mosquitto", "mosquitto");
        var (tcp, tls, webSocket) = (ChildProcess.FreePort(), ChildProcess.FreePort(), ChildProcess.FreePort());
        var file = Path.Combine(certificates.Folder, "mosquitto.conf");
        await File.WriteAllTextAsync(file, FormattableString.Invariant($"""
            user root
            allow_anonymous true
            persistence false
            log_type all
            listener {tcp} 127.0.0.1
            listener {webSocket} 127.0.0.1
            protocol websockets
            listener {tls} 127.0.0.1
            cafile {certificates.AuthorityFile}
            certfile {certificates.ServerFile}
            keyfile {certificates.ServerKeyFile}
            require_certificate true
            """));
        var broker = ChildProcess.Start(program, ["-c", file, "-v"]);
        await broker.LineAsync("running");
        return (broker, tcp, tls, webSocket);
    }

    /// <summary>mosquitto on a port, with what waits for its clients in a folder.</summary>
    public static async Task<ChildProcess> LastingMosquittoAsync(string folder, int port)
    {
        var program = File.Exists("/usr/sbin/mosquitto") ? "/usr/sbin/mosquitto" : Need("mosquitto", "mosquitto");
        var file = Path.Combine(folder, "lasting.conf");
        await File.WriteAllTextAsync(file, FormattableString.Invariant($"""
            user root
            allow_anonymous true
            persistence true
            persistence_location {folder}/
            max_queued_messages 100000
            log_type all
            listener {port} 127.0.0.1
            """));
        var broker = ChildProcess.Start(program, ["-c", file, "-v"]);
        await broker.LineAsync("running");
        return broker;
    }

    private static async Task EndsWellAsync(string program, IEnumerable<string> arguments)
    {
        var (code, output) = await ChildProcess.RunAsync(program, arguments, limit: TimeSpan.FromMinutes(2));
        Assert.True(code == 0 && output.Contains("done", StringComparison.Ordinal), output);
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static string Need(string program, string package)
    {
        var path = ChildProcess.Find(program);
        if (path is null)
            Assert.Skip($"needs {program}: apt-get install {package}");
        return path!;
    }

    private static void NeedPackage(string package)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", package)))
            Assert.Skip($"needs {package}: npm ci in tests/Interop.Tests/peers");
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var peers = Path.Combine(folder.FullName, "tests", "Interop.Tests", "peers");
            if (Directory.Exists(peers))
                return peers;
        }
        throw new InvalidOperationException("The tests do not run from inside a checkout.");
    }
}
