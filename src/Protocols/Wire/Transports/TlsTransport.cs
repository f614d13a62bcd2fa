using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Millwright.Wire.Transports;

/// <summary>Opens TLS transports, as client and as server.</summary>
public static class TlsTransport
{
    /// <summary>Connects and authenticates. Certificates, trust and protocol versions are the caller's in <paramref name="tls"/>.</summary>
    /// <exception cref="IOException">Refused, unreachable, or the peers could not agree; the inner exception says which.</exception>
    /// <exception cref="TimeoutException">Not connected within <see cref="TcpOptions.ConnectTimeout"/>.</exception>
    public static async ValueTask<Transport> ConnectAsync(
        string host, int port, SslClientAuthenticationOptions tls, TcpOptions options, CancellationToken cancellation)
    {
        var socket = await TcpTransport.ConnectSocketAsync(host, port, options with { Loop = null }, cancellation).ConfigureAwait(false);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await HandshakeAsync(stream, token => stream.AuthenticateAsClientAsync(tls, token), $"{host}:{port}", options.ConnectTimeout, options.Time, cancellation).ConfigureAwait(false);
        return new StreamTransport(stream, $"{host}:{port}");
    }

    /// <summary>Authenticates an accepted connection; the caller reads the peer's certificate from the stream and wraps it in a <see cref="StreamTransport"/>.</summary>
    /// <exception cref="IOException">The peers could not agree.</exception>
    /// <exception cref="TimeoutException">The peer was too slow.</exception>
    public static async ValueTask<SslStream> AcceptAsync(
        Socket socket, SslServerAuthenticationOptions tls, TimeSpan timeout, TimeProvider time, CancellationToken cancellation)
    {
        var peer = socket.RemoteEndPoint?.ToString() ?? "unconnected";
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await HandshakeAsync(stream, token => stream.AuthenticateAsServerAsync(tls, token), peer, timeout, time, cancellation).ConfigureAwait(false);
        return stream;
    }

    private static async ValueTask HandshakeAsync(
        SslStream stream, Func<CancellationToken, Task> handshake, string peer, TimeSpan timeout, TimeProvider time, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var timer = time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), limit, timeout, Timeout.InfiniteTimeSpan);
        try
        {
            await handshake(limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            if (failure is OperationCanceledException && !cancellation.IsCancellationRequested)
                throw new TimeoutException($"{peer}: no TLS handshake within {timeout.TotalMilliseconds:0} ms", failure);
            if (failure is AuthenticationException)
                throw new IOException($"{peer}: {failure.Message}", failure);
            throw;
        }
    }
}
