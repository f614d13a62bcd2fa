namespace Millwright.OpcUa.Client;

/// <summary>Where a session comes from after a connect.</summary>
internal enum SessionOrigin
{
    /// <summary>The same session on a new channel: the server has its subscriptions.</summary>
    Reactivated,

    /// <summary>A new session at the same server in the same life: it may hand the subscriptions over.</summary>
    Created,

    /// <summary>A server that started anew, or another one: nothing of before counts.</summary>
    OtherServer,
}
