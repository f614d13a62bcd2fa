namespace Millwright.OpcUa.Server;

/// <summary>By what a user was recognised (OPC 10000-4, 7.41).</summary>
public enum UserKind
{
    Anonymous,
    UserName,
    Certificate,
    IssuedToken,
}
