using System.Globalization;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Types;
using Millwright.Processes;

namespace Millwright.Interop.Tests.OpcUa;

/// <summary>A node-opcua server in a process of its own, to be killed and started again on the same port.</summary>
internal sealed class NodeOpcUa : IAsyncDisposable
{
    public const string Namespace = "urn:interop";

    private static readonly Lazy<ChannelIdentity> LazyIdentity = new(static () => new ChannelIdentity(ApplicationCertificate.Create(
        new ApplicationCertificateRequest { CommonName = "Interop", ApplicationUri = "urn:interop:client", DnsNames = ["localhost"] }, TimeProvider.System)));

    private readonly string _folder = Directory.CreateTempSubdirectory("node-opcua").FullName;
    private readonly int _port = ChildProcess.FreePort();
    private ChildProcess? _process;

    public string Url => string.Create(CultureInfo.InvariantCulture, $"opc.tcp://localhost:{_port}");

    /// <summary>The program that serves.</summary>
    private string Script { get; init; } = "node_opcua_server.mjs";

    public static async Task<NodeOpcUa> StartAsync(string? script = null)
    {
        var server = script is null ? new NodeOpcUa() : new NodeOpcUa { Script = script };
        await server.RunAsync();
        return server;
    }

    public async Task RunAsync(string? extraNamespace = null)
    {
        string[] arguments = [Port, Path.Combine(_folder, "pki"), .. extraNamespace is null ? (string[])[] : [extraNamespace]];
        _process = OpcUaPeers.NodeOpcUa(Script, arguments);
        await _process.LineAsync("listening", TimeSpan.FromSeconds(60));
    }

    public Task KillAsync() => _process!.KillAsync();

    public OpcUaClientOptions Options() => new()
    {
        EndpointUrls = [Url],
        Identity = LazyIdentity.Value,
        ApplicationUri = "urn:interop:client",
        Guard = new AnyServer(),
    };

    /// <summary>A node of the server's own namespace.</summary>
    public static ExpandedNodeId Node(string name) => new(new NodeId(0, name), Namespace, 0);

    public static NodeId Node(OpcUaClient client, string name) =>
        client.Namespaces.TryResolve(Node(name), out var id) ? id : throw new InvalidOperationException($"no namespace {Namespace}");

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string Port => _port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Checks the certificate as for real, but trusts whoever it is.</summary>
    private sealed class AnyServer : ICertificateGuard
    {
        public CertificateVerdict Judge(ReadOnlySpan<byte> chain, CertificateExpectations expected)
        {
            var trust = new TrustList { Trusted = [CertificateChain.Parse(chain)[0]] };
            return CertificateValidator.Judge(chain, trust, expected, TimeProvider.System.GetUtcNow());
        }
    }
}
