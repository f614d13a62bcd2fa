namespace Millwright.OpcUa.Messages;

/// <summary>Kinds of user tokens (OPC 10000-4, 7.43).</summary>
public enum UserTokenType
{
    Anonymous = 0,
    UserName = 1,
    Certificate = 2,
    IssuedToken = 3,
}
