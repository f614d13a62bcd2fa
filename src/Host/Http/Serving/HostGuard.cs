using System.Net;

namespace Millwright.Host.Http.Serving;

/// <summary>Which names the node answers to.</summary>
/// <param name="IsLoopback">True when it listens to this machine only.</param>
/// <param name="Hosts">Names and addresses besides the usual ones.</param>
internal sealed record KnownHosts(bool IsLoopback, IReadOnlyList<string> Hosts)
{
    /// <summary>
    /// Addresses are always fine beyond loopback: rebinding needs a name, and only names that are known are answered.
    /// </summary>
    public bool Contains(string host)
    {
        var bare = host.Trim('[', ']');
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || Hosts.Contains(bare, StringComparer.OrdinalIgnoreCase))
            return true;
        if (!IsLoopback && bare.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase))
            return true;
        return IPAddress.TryParse(bare, out var address) && (!IsLoopback || IPAddress.IsLoopback(address));
    }
}

/// <summary>Refuses requests under foreign names: a page elsewhere could otherwise point its own name at this node (DNS rebinding).</summary>
internal sealed class HostGuard(RequestDelegate next, KnownHosts hosts)
{
    public Task InvokeAsync(HttpContext context)
    {
        var host = context.Request.Host.Host;
        return hosts.Contains(host)
            ? next(context)
            : Problems.Of(421, "unknown-host", $"this node is not called {host}", "use its address, or add the name to the hosts in its configuration").ExecuteAsync(context);
    }
}
