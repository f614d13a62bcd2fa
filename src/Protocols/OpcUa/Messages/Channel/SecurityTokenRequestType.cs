namespace Millwright.OpcUa.Messages;

/// <summary>Whether a token is the first of its channel (OPC 10000-4, 5.6.2).</summary>
public enum SecurityTokenRequestType
{
    Issue = 0,
    Renew = 1,
}
