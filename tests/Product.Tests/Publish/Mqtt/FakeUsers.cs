using Millwright.Publish.Plant;
using Millwright.Security;

namespace Millwright.Product.Tests.Publish.Mqtt;

/// <summary>Accounts that all have the same password.</summary>
internal sealed class FakeUsers : IPlantUsers
{
    public const string Password = "press three runs hot";

    public Dictionary<string, Role> Roles { get; } = new(StringComparer.OrdinalIgnoreCase) { ["ann"] = Role.Admin, ["oli"] = Role.Operator };

    public event Action<string>? Changed;

    public async ValueTask<Identity?> SignInAsync(string name, string password, string peer, CancellationToken cancellation)
    {
        await Task.Yield();
        return password == Password && Roles.TryGetValue(name, out var role) ? new(name, role, "mqtt") : null;
    }

    public Role? RoleOf(string account) => Roles.TryGetValue(account, out var role) ? role : null;

    public void Change(string name) => Changed?.Invoke(name);
}
