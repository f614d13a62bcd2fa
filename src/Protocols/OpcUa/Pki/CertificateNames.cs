using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Millwright.OpcUa.Pki;

/// <summary>The names in a certificate's subjectAltName (RFC 5280, 4.2.1.6).</summary>
public sealed record CertificateNames
{
    private const string SubjectAlternativeName = "2.5.29.17";
    private const int MaxNames = 256;
    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag UriName = new(TagClass.ContextSpecific, 6);
    private static readonly Asn1Tag AddressName = new(TagClass.ContextSpecific, 7);

    /// <summary>The first URI: what OPC UA takes as the application's name.</summary>
    public string? ApplicationUri { get; private init; }

    public IReadOnlyList<string> DnsNames { get; private init; } = [];

    public IReadOnlyList<IPAddress> Addresses { get; private init; } = [];

    /// <summary>Reads the names; none where the extension is missing.</summary>
    /// <exception cref="CryptographicException">The extension is malformed.</exception>
    public static CertificateNames Of(X509Certificate2 certificate)
    {
        if (certificate.Extensions[SubjectAlternativeName] is not { } extension)
            return new CertificateNames();
        string? uri = null;
        var dns = new List<string>();
        var addresses = new List<IPAddress>();
        try
        {
            var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            for (var count = 0; names.HasData && count < MaxNames; count++)
            {
                var tag = names.PeekTag();
                if (tag == UriName)
                    uri ??= names.ReadCharacterString(UniversalTagNumber.IA5String, UriName);
                else if (tag == DnsName)
                    dns.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, DnsName));
                else if (tag == AddressName)
                    AddAddress(addresses, names.ReadOctetString(AddressName));
                else
                    names.ReadEncodedValue();
            }
        }
        catch (AsnContentException malformed)
        {
            throw new CryptographicException("The certificate's subjectAltName is malformed.", malformed);
        }
        return new CertificateNames { ApplicationUri = uri, DnsNames = dns, Addresses = addresses };
    }

    /// <summary>Whether the certificate was made for a host, given by name or address.</summary>
    public bool Covers(string host)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out var address))
            return Addresses.Contains(address) || DnsNames.Contains(host, StringComparer.OrdinalIgnoreCase);
        return DnsNames.Contains(host, StringComparer.OrdinalIgnoreCase);
    }

    private static void AddAddress(List<IPAddress> addresses, byte[] bytes)
    {
        if (bytes.Length is 4 or 16)
            addresses.Add(new IPAddress(bytes));
    }
}
