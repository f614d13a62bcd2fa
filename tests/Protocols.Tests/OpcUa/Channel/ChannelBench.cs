using System.Globalization;
using System.Net;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.Protocols.Tests.OpcUa.Pki;
using Millwright.Wire.Transports;

namespace Millwright.Protocols.Tests.OpcUa.Channel;

/// <summary>A listener that echoes, and channels to it, over loopback.</summary>
internal sealed class ChannelBench : IAsyncDisposable
{
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    public ChannelBench(Func<ChannelListenerOptions, ChannelListenerOptions>? shape = null, TimeProvider? time = null)
    {
        var options = new ChannelListenerOptions
        {
            Identity = new ChannelIdentity(TestCertificates.Server),
            Guard = Guard,
            Time = time ?? TimeProvider.System,
            Offered = [.. SecurityPolicy.All.SelectMany(Modes)],
            // Nobody has a session here.
            MaxMessageBytesWithoutSession = 16 * 1024 * 1024,
            MaxUnfinishedBytesWithoutSession = 256L * 1024 * 1024,
        };
        Listener = new ChannelListener(shape?.Invoke(options) ?? options, Handler);
        EndPoint = Listener.Listen(new IPEndPoint(IPAddress.Loopback, 0));
    }

    public TrustAll Guard { get; } = new();

    public EchoHandler Handler { get; } = new();

    public ChannelListener Listener { get; }

    public IPEndPoint EndPoint { get; }

    public ClientChannelOptions Options(string policy = "None", MessageSecurityMode mode = MessageSecurityMode.None, IoLoop? loop = null) => new()
    {
        EndpointUrl = string.Create(CultureInfo.InvariantCulture, $"opc.tcp://127.0.0.1:{EndPoint.Port}/"),
        Policy = SecurityPolicy.All.Single(p => p.Name == policy),
        Mode = mode,
        Identity = new ChannelIdentity(TestCertificates.Client),
        ServerCertificate = TestCertificates.Server.RawData,
        Loop = loop,
        OpenTimeout = Soon,
    };

    public Task<ClientChannel> OpenAsync(string policy = "None", MessageSecurityMode mode = MessageSecurityMode.None) =>
        ClientChannel.OpenAsync(Options(policy, mode), TestContext.Current.CancellationToken);

    public static async Task<byte[]> AskAsync(ClientChannel channel, ReadOnlyMemory<byte> body, TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        var request = channel.BeginRequest();
        request.WriteRaw(body.Span);
        using var reply = await channel.SendAsync(request, timeout ?? Soon, cancellation);
        return reply.Body.ToArray();
    }

    public static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Soon, TimeProvider.System);
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, limit.Token);
    }

    public ValueTask DisposeAsync() => Listener.DisposeAsync();

    private static IEnumerable<OfferedSecurity> Modes(SecurityPolicy policy) => policy.IsNone
        ? [new OfferedSecurity(policy, MessageSecurityMode.None)]
        : [new OfferedSecurity(policy, MessageSecurityMode.Sign), new OfferedSecurity(policy, MessageSecurityMode.SignAndEncrypt)];
}
