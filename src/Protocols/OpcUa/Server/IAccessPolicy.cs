using Millwright.OpcUa.AddressSpace;

namespace Millwright.OpcUa.Server;

/// <summary>Says what a user may do with a variable or method. Called for each value read: it must be quick and must not block.</summary>
public interface IAccessPolicy
{
    /// <summary>What remains for this user of what the variable allows.</summary>
    AccessLevel Allowed(UserIdentity user, int handle, AccessLevel offered);

    /// <summary>Whether the user may call a method.</summary>
    bool MayCall(UserIdentity user, int handle);
}
