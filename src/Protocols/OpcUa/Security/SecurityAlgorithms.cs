namespace Millwright.OpcUa.Security;

/// <summary>The URIs of algorithms in signatures and encrypted secrets (OPC 10000-7, 6.6).</summary>
public static class SecurityAlgorithms
{
    public const string RsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    public const string RsaPssSha256 = "http://opcfoundation.org/UA/security/rsa-pss-sha2-256";
    public const string RsaOaep = "http://www.w3.org/2001/04/xmlenc#rsa-oaep";
    public const string RsaOaepSha256 = "http://opcfoundation.org/UA/security/rsa-oaep-sha2-256";
}
