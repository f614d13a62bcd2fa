using Millwright.Security;

namespace Millwright.Host.Http.SignIn;

/// <summary>Who may use an endpoint; one without it is for nobody but those who are signed in.</summary>
/// <param name="MinimumRole">The least role, null for anybody.</param>
internal sealed record Access(Role? MinimumRole);

internal static class AccessExtensions
{
    /// <summary>For those who are signed in with at least this role.</summary>
    public static TBuilder For<TBuilder>(this TBuilder endpoint, Role role)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Access(role));

    /// <summary>For strangers too.</summary>
    public static TBuilder ForAnybody<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Access(null));
}
