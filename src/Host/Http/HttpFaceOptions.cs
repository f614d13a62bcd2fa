using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Millwright.Host.Http;

/// <summary>How the node is reached over HTTP.</summary>
internal sealed record HttpFaceOptions
{
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>0 to 65535; 0 takes any free one.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Makes it https.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Names and addresses, without port, that the node may be called by besides the usual ones.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Says that http without encryption is wanted beyond this machine, as behind a proxy that encrypts.</summary>
    public bool AllowPlainHttp { get; init; }

    /// <summary>The folder of the built pages, null for none.</summary>
    public string? PagesFolder { get; init; }

    /// <summary>The largest request body.</summary>
    public long MaxRequestBytes { get; init; } = 256 * 1024;

    /// <summary>The most connections at once.</summary>
    public long MaxConnections { get; init; } = 2_000;

    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <summary>What is wrong with the options, null when nothing is.</summary>
    public string? Problem =>
        Port is < 0 or > 65_535 ? $"port {Port} does not exist; choose one from 1 to 65535"
        : !IsLoopback && Certificate is null && !AllowPlainHttp
            ? $"{Address} would carry passwords in the clear; give a certificate for https, or allow plain http where a proxy encrypts"
            : null;
}
