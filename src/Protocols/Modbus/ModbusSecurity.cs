using System.Formats.Asn1;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Millwright.Modbus;

/// <summary>Modbus/TCP Security: TLS with certificates on both sides and a role in the client's (MODBUS/TCP Security 2.1).</summary>
public static class ModbusSecurity
{
    /// <summary>The certificate extension that names the client's role.</summary>
    public const string RoleOid = "1.3.6.1.4.1.50316.802.1";

    /// <summary>The registered port.</summary>
    public const int Port = 802;

    /// <summary>The role in a certificate; null when there is none or it is not a UTF-8 string.</summary>
    public static string? RoleOf(X509Certificate2 certificate)
    {
        if (certificate.Extensions[RoleOid] is not { } extension)
            return null;
        try
        {
            return AsnDecoder.ReadCharacterString(extension.RawData, AsnEncodingRules.DER, UniversalTagNumber.UTF8String, out _);
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>The extension for a certificate request.</summary>
    public static X509Extension RoleExtension(string role)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteCharacterString(UniversalTagNumber.UTF8String, role);
        return new X509Extension(RoleOid, writer.Encode(), critical: false);
    }

    /// <summary>A client's TLS settings.</summary>
    /// <param name="host">The name the server's certificate must carry.</param>
    /// <param name="certificate">The client's certificate, with its key.</param>
    /// <param name="isTrusted">Judges the server's certificate; null trusts what the system trusts.</param>
    public static SslClientAuthenticationOptions ClientOptions(string host, X509Certificate2? certificate, RemoteCertificateValidationCallback? isTrusted) => new()
    {
        TargetHost = host,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificates = certificate is null ? null : [certificate],
        RemoteCertificateValidationCallback = isTrusted,
        AllowRenegotiation = false,
    };

    internal static SslServerAuthenticationOptions ServerOptions(X509Certificate2 certificate, RemoteCertificateValidationCallback? isTrusted) => new()
    {
        ServerCertificate = certificate,
        ClientCertificateRequired = true,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        RemoteCertificateValidationCallback = isTrusted,
        AllowRenegotiation = false,
    };
}
