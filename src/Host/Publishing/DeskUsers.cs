using System.Net;
using Millwright.Host.Http.SignIn;
using Millwright.Publish.Plant;
using Millwright.Security;
using Millwright.Security.Audit;

namespace Millwright.Host.Publishing;

/// <summary>The accounts of the pages for those who sign in over another way.</summary>
internal sealed class DeskUsers : IPlantUsers, IDisposable
{
    public const string OpcUa = "opc-ua";
    public const string Mqtt = "mqtt";

    private const int MaxTyped = 1_000;

    private readonly SignInDesk _desk;
    private readonly string _via;

    /// <param name="desk">Knows the accounts.</param>
    /// <param name="via">The way's name in identities and in the audit trail.</param>
    public DeskUsers(SignInDesk desk, string via)
    {
        (_desk, _via) = (desk, via);
        desk.Accounts.Changed += Tell;
    }

    public event Action<string>? Changed;

    public async ValueTask<Identity?> SignInAsync(string name, string password, string peer, CancellationToken cancellation)
    {
        if (name.Length is 0 or > MaxTyped || password.Length is 0 or > MaxTyped)
            return null;
        var from = IPEndPoint.TryParse(peer, out var address) ? address.Address : null;
        if (await _desk.TryPasswordAsync(name, password, from, cancellation) is not { IsLocked: false } attempt)
            return null;
        // Somebody may have sent the password where the name belongs: only known names are recorded.
        var known = attempt.Account?.Name ?? (_desk.Accounts.TryFind(name, out var account) ? account.Name : "unknown");
        _desk.Record(known, attempt.Account?.Role, _via, "sign-in", from?.ToString(), attempt.Account is null ? AuditEntry.Failed : AuditEntry.Done, "password");
        return attempt.Account is { } signedIn ? new(signedIn.Name, signedIn.Role, _via) : null;
    }

    public Role? RoleOf(string account) => _desk.Accounts.TryFind(account, out var found) ? found.Role : null;

    public void Dispose() => _desk.Accounts.Changed -= Tell;

    private void Tell(string name) => Changed?.Invoke(name);
}
