using Millwright.Security;
using Millwright.Security.Sessions;

namespace Millwright.Host.Http.SignIn;

/// <summary>Who makes a request.</summary>
/// <param name="Identity">Name, role and face.</param>
/// <param name="Method">How they signed in.</param>
/// <param name="Session">Their session, null with a bearer token.</param>
/// <param name="HasPassword">True when their account has a password.</param>
internal sealed record Caller(Identity Identity, SignInMethod Method, Session? Session, bool HasPassword)
{
    /// <summary>The caller of a request that passed the guard.</summary>
    public static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? throw new InvalidOperationException("The guard let nobody in particular through.");
}
