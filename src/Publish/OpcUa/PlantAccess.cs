using Millwright.Model;
using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Server;
using Millwright.Publish.Plant;
using Millwright.Security;

namespace Millwright.Publish.OpcUa;

/// <summary>Roles at the address space: everybody who is let in reads; who may write, the tag's own bounds say.</summary>
/// <param name="allowsWrites">Whether anybody may write or call at all.</param>
/// <param name="commands">The commands, which say themselves who may call them.</param>
internal sealed class PlantAccess(bool allowsWrites, CommandNodes commands) : IAccessPolicy
{
    private const int Never = int.MaxValue;

    private volatile int[] _least = [];

    /// <summary>Takes the least role of each tag, by handle.</summary>
    public void Replace(IEnumerable<(TagHandle Tag, WriteBounds? Bounds)> tags, int handles)
    {
        var least = new int[handles];
        Array.Fill(least, Never);
        foreach (var (tag, bounds) in tags)
            least[tag.Index] = bounds is { } b && allowsWrites ? (int)b.MinimumRole : Never;
        _least = least;
    }

    public AccessLevel Allowed(UserIdentity user, int handle, AccessLevel offered) =>
        (offered & AccessLevel.CurrentWrite) != 0 && !MayWrite(user, handle) ? offered & ~AccessLevel.CurrentWrite : offered;

    public bool MayCall(UserIdentity user, int handle) => handle < CommandNodes.FirstHandle
        ? MayWrite(user, handle)
        : allowsWrites && user.Tag is Identity identity && commands.Find(handle) is { } command && identity.Role >= command.MinimumRole;

    // Nobody without a name writes, whatever the least role.
    private bool MayWrite(UserIdentity user, int handle)
    {
        var least = _least;
        return user.Tag is Identity identity && (uint)handle < (uint)least.Length && (int)identity.Role >= least[handle];
    }
}
