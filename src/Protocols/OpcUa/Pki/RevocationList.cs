using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Millwright.OpcUa.Pki;

/// <summary>A certificate revocation list (RFC 5280, 5).</summary>
public sealed class RevocationList
{
    private readonly SignedData _signed;
    private readonly HashSet<string> _serials;

    private RevocationList(SignedData signed, byte[] issuer, DateTimeOffset? nextUpdate, HashSet<string> serials)
    {
        _signed = signed;
        Issuer = issuer;
        NextUpdate = nextUpdate;
        _serials = serials;
    }

    /// <summary>When the issuer promised the next list.</summary>
    public DateTimeOffset? NextUpdate { get; }

    /// <summary>Serial numbers in the list.</summary>
    public int Count => _serials.Count;

    private byte[] Issuer { get; }

    /// <summary>Reads a list in DER or PEM.</summary>
    /// <exception cref="CryptographicException">Malformed.</exception>
    public static RevocationList Parse(byte[] encoded)
    {
        if (encoded.AsSpan().StartsWith("-----"u8))
        {
            var text = System.Text.Encoding.ASCII.GetString(encoded);
            if (!PemEncoding.TryFind(text, out var fields))
                throw new CryptographicException("Not a revocation list in PEM.");
            encoded = Convert.FromBase64String(text[fields.Base64Data]);
        }
        var signed = SignedData.Parse(encoded);
        try
        {
            var list = new AsnReader(signed.Content, AsnEncodingRules.DER).ReadSequence();
            if (list.PeekTag() == Asn1Tag.Integer)
                list.ReadIntegerBytes();
            list.ReadSequence();
            var issuer = list.ReadEncodedValue().ToArray();
            ReadTime(list);
            DateTimeOffset? next = IsTime(list) ? ReadTime(list) : null;
            var serials = new HashSet<string>(StringComparer.Ordinal);
            if (list.HasData && list.PeekTag() == Asn1Tag.Sequence)
            {
                var entries = list.ReadSequence();
                while (entries.HasData)
                    serials.Add(Convert.ToHexString(entries.ReadSequence().ReadIntegerBytes().Span));
            }
            return new RevocationList(signed, issuer, next, serials);
        }
        catch (AsnContentException malformed)
        {
            throw new CryptographicException("Not a revocation list.", malformed);
        }
    }

    /// <summary>Whether an authority made this list; a list that somebody else signed counts for nothing.</summary>
    public bool IsFrom(X509Certificate2 authority) => authority.SubjectName.RawData.AsSpan().SequenceEqual(Issuer) && _signed.IsSignedBy(authority);

    /// <summary>Whether a certificate of the list's issuer is in it.</summary>
    public bool Revokes(X509Certificate2 certificate) => _serials.Contains(Convert.ToHexString(certificate.SerialNumberBytes.Span));

    private static bool IsTime(AsnReader reader) => reader.HasData && (reader.PeekTag() == Asn1Tag.UtcTime || reader.PeekTag() == Asn1Tag.GeneralizedTime);

    private static DateTimeOffset ReadTime(AsnReader reader) => reader.PeekTag() == Asn1Tag.UtcTime ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();
}
