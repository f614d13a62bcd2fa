namespace Millwright.Flow.Supervision;

/// <summary>What supervision remembers of a connection's state.</summary>
/// <param name="State">The state that pages show.</param>
/// <param name="Attempts">Failures since the connection last ran stably; decides the next delay.</param>
/// <param name="TagsFailing">True while some of its tags cannot be read.</param>
internal readonly record struct ConnectionMachine(ConnectionState State, int Attempts = 0, bool TagsFailing = false);

/// <summary>What can be seen of a connection.</summary>
internal enum Observation
{
    /// <summary>Configured and switched on, anew or again.</summary>
    Enabled,
    Disabled,
    Connected,
    /// <summary>Every tag had its first whole cycle or failed alone.</summary>
    Synchronized,
    /// <summary>The device restarted behind a connection that stands.</summary>
    Restarted,
    TagsFailing,
    TagsFine,
    /// <summary>It ran long enough to forget earlier failures.</summary>
    RanStably,
    /// <summary>No connection, or not any more.</summary>
    Lost,
    /// <summary>The device says that what is configured cannot be.</summary>
    Misconfigured,
    DelayElapsed,
}

/// <summary>What is done about it; each can be done twice without harm.</summary>
internal enum SupervisionAction
{
    None,
    Connect,
    /// <summary>Wait for the back-off, then say <see cref="Observation.DelayElapsed"/>.</summary>
    Wait,
    Close,
}

/// <summary>The state machine of every connection: one pure function.</summary>
internal static class Transition
{
    public static (ConnectionMachine Next, SupervisionAction Action) Next(ConnectionMachine now, Observation seen) => seen switch
    {
        Observation.Disabled => (new(ConnectionState.Disabled), SupervisionAction.Close),
        Observation.Enabled => (new(ConnectionState.Connecting), SupervisionAction.Connect),
        _ when now.State is ConnectionState.Disabled or ConnectionState.Faulted => (now, SupervisionAction.None),
        Observation.Misconfigured => (new(ConnectionState.Faulted), SupervisionAction.Close),
        Observation.Lost => (new(ConnectionState.Connecting, now.Attempts + 1), SupervisionAction.Wait),
        Observation.RanStably => (now with { Attempts = 0 }, SupervisionAction.None),
        Observation.DelayElapsed when now.State == ConnectionState.Connecting => (now, SupervisionAction.Connect),
        Observation.Connected when now.State == ConnectionState.Connecting =>
            (now with { State = ConnectionState.Synchronizing, TagsFailing = false }, SupervisionAction.None),
        _ when now.State == ConnectionState.Connecting => (now, SupervisionAction.None),
        Observation.Restarted => (now with { State = ConnectionState.Synchronizing }, SupervisionAction.None),
        Observation.Synchronized => (Settled(now), SupervisionAction.None),
        Observation.TagsFailing => (Settled(now with { TagsFailing = true }, now.State), SupervisionAction.None),
        Observation.TagsFine => (Settled(now with { TagsFailing = false }, now.State), SupervisionAction.None),
        _ => (now, SupervisionAction.None),
    };

    private static ConnectionMachine Settled(ConnectionMachine machine, ConnectionState before = ConnectionState.Running) =>
        before == ConnectionState.Synchronizing
            ? machine
            : machine with { State = machine.TagsFailing ? ConnectionState.Degraded : ConnectionState.Running };
}
