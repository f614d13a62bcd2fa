using Millwright.Security;

namespace Millwright.Publish.Plant;

/// <summary>The accounts of the node, the same ones as of its pages.</summary>
public interface IPlantUsers
{
    /// <summary>Tries a name and a password; counted and slowed down like a try on the pages, and recorded.</summary>
    /// <param name="name">As the client sent it.</param>
    /// <param name="password">As the client sent it.</param>
    /// <param name="peer">The client's address and port.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>Null when wrong or not now.</returns>
    ValueTask<Identity?> SignInAsync(string name, string password, string peer, CancellationToken cancellation);

    /// <summary>What an account may do now; null when there is none of that name. From any thread; cheap.</summary>
    Role? RoleOf(string account);

    /// <summary>Told the name of an account that changed or is gone: its sessions end.</summary>
    event Action<string>? Changed;
}
