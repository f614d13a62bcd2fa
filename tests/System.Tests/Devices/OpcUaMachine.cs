using System.Globalization;
using Millwright.Processes;

namespace Millwright.SystemTests.Devices;

/// <summary>A machine with a third party's OPC UA server (node-opcua) in a process of its own, to be killed and started again on its port.</summary>
internal sealed class OpcUaMachine : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly string _folder = Directory.CreateTempSubdirectory("opcua-machine-").FullName;
    private int _items;
    private readonly string _capabilities;
    private readonly string _script;
    private readonly string _node;
    private ChildProcess? _process;

    /// <summary>Skips the test by name when node or node-opcua are not installed.</summary>
    /// <param name="items">The program's third argument: how many items it has, or how hot it is.</param>
    /// <param name="script">The program among the peers.</param>
    /// <param name="capabilities">The server's own limits, as node-opcua's ServerCapabilities in JSON.</param>
    public OpcUaMachine(int items = 10, string script = "node_opcua_machine.mjs", string capabilities = "")
    {
        (_items, _capabilities) = (items, capabilities);
        var peers = Path.Combine(Running.Repository.Root, "tests", "Interop.Tests", "peers");
        _script = Path.Combine(peers, script);
        if (!Directory.Exists(Path.Combine(peers, "node_modules", "node-opcua")))
            Assert.Skip("needs node-opcua: npm ci in tests/Interop.Tests/peers");
        if (ChildProcess.Find("node") is not { } node)
            Assert.Skip("needs node: apt-get install nodejs");
        else
            _node = node;
        _node ??= "";
    }

    public int Port { get; } = ChildProcess.FreePort();

    public string Address => string.Create(CultureInfo.InvariantCulture, $"opc.tcp://localhost:{Port}");

    /// <summary>Starts the server and waits until it listens.</summary>
    public Task PowerOnAsync(int items)
    {
        _items = items;
        return PowerOnAsync();
    }

    /// <summary>Starts the server and waits until it listens.</summary>
    /// <param name="extraNamespace">Registers another namespace before its own, whose index moves by one.</param>
    public async Task PowerOnAsync(bool extraNamespace = false)
    {
        string[] arguments =
        [
            _script, Port.ToString(CultureInfo.InvariantCulture), Path.Combine(_folder, "pki"), _items.ToString(CultureInfo.InvariantCulture),
            extraNamespace ? "extra" : "", _capabilities,
        ];
        _process = ChildProcess.Start(_node, arguments);
        await _process.LineAsync("listening", StartLimit);
    }

    /// <summary>kill -9.</summary>
    public async Task PowerOffAsync()
    {
        await _process!.KillAsync();
        await _process.DisposeAsync();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
