using Millwright.Flow.Sources;
using Millwright.Flow.Supervision;

namespace Millwright.Product.Tests.Supervision;

public sealed class TransitionTests
{
    [Theory]
    [InlineData("Disabled", "Enabled", "Connecting", "Connect")]
    [InlineData("Disabled", "Lost", "Disabled", "None")]
    [InlineData("Disabled", "DelayElapsed", "Disabled", "None")]
    [InlineData("Connecting", "Connected", "Synchronizing", "None")]
    [InlineData("Connecting", "Lost", "Connecting", "Wait")]
    [InlineData("Connecting", "DelayElapsed", "Connecting", "Connect")]
    [InlineData("Connecting", "Misconfigured", "Faulted", "Close")]
    [InlineData("Connecting", "Disabled", "Disabled", "Close")]
    [InlineData("Connecting", "Synchronized", "Connecting", "None")]
    [InlineData("Connecting", "TagsFailing", "Connecting", "None")]
    [InlineData("Connecting", "Restarted", "Connecting", "None")]
    [InlineData("Synchronizing", "Synchronized", "Running", "None")]
    [InlineData("Synchronizing", "TagsFailing", "Synchronizing", "None")]
    [InlineData("Synchronizing", "TagsFine", "Synchronizing", "None")]
    [InlineData("Synchronizing", "Restarted", "Synchronizing", "None")]
    [InlineData("Synchronizing", "Lost", "Connecting", "Wait")]
    [InlineData("Synchronizing", "DelayElapsed", "Synchronizing", "None")]
    [InlineData("Running", "TagsFailing", "Degraded", "None")]
    [InlineData("Running", "Restarted", "Synchronizing", "None")]
    [InlineData("Running", "Lost", "Connecting", "Wait")]
    [InlineData("Running", "Connected", "Running", "None")]
    [InlineData("Running", "RanStably", "Running", "None")]
    [InlineData("Degraded", "TagsFine", "Running", "None")]
    [InlineData("Degraded", "Restarted", "Synchronizing", "None")]
    [InlineData("Degraded", "Lost", "Connecting", "Wait")]
    [InlineData("Degraded", "Misconfigured", "Faulted", "Close")]
    [InlineData("Faulted", "Enabled", "Connecting", "Connect")]
    [InlineData("Faulted", "DelayElapsed", "Faulted", "None")]
    [InlineData("Faulted", "Lost", "Faulted", "None")]
    [InlineData("Faulted", "Disabled", "Disabled", "Close")]
    public void Each_observation_leads_to_one_state_and_one_action(string from, string seen, string to, string action)
    {
        var (next, done) = Transition.Next(new(Enum.Parse<ConnectionState>(from)), Enum.Parse<Observation>(seen));
        Assert.Equal((to, action), (next.State.ToString(), done.ToString()));
    }

    [Fact]
    public void Tags_that_failed_while_synchronizing_degrade_the_connection_after_it()
    {
        var machine = new ConnectionMachine(ConnectionState.Synchronizing);
        machine = Transition.Next(machine, Observation.TagsFailing).Next;
        Assert.Equal(ConnectionState.Degraded, Transition.Next(machine, Observation.Synchronized).Next.State);
    }

    [Fact]
    public void Attempts_are_counted_over_reconnects_and_forgotten_after_a_stable_run()
    {
        var machine = new ConnectionMachine(ConnectionState.Connecting);
        machine = Transition.Next(machine, Observation.Lost).Next;
        machine = Transition.Next(machine, Observation.Connected).Next;
        machine = Transition.Next(machine, Observation.Lost).Next;
        Assert.Equal(2, machine.Attempts);
        machine = Transition.Next(machine, Observation.Connected).Next;
        machine = Transition.Next(machine, Observation.RanStably).Next;
        Assert.Equal(0, machine.Attempts);
    }

    [Fact]
    public void Only_enabling_leaves_disabled_and_faulted()
    {
        foreach (var seen in Enum.GetValues<Observation>().Where(o => o is not (Observation.Enabled or Observation.Disabled)))
        {
            Assert.Equal(ConnectionState.Disabled, Transition.Next(new(ConnectionState.Disabled), seen).Next.State);
            Assert.Equal(ConnectionState.Faulted, Transition.Next(new(ConnectionState.Faulted), seen).Next.State);
        }
    }

    [Theory]
    [InlineData(SourceFaultKind.Unreachable, 1000)]
    [InlineData(SourceFaultKind.TimedOut, 1000)]
    [InlineData(SourceFaultKind.LocalResource, 1000)]
    [InlineData(SourceFaultKind.Refused, 5000)]
    [InlineData(SourceFaultKind.ProtocolViolation, 5000)]
    [InlineData(SourceFaultKind.AccessDenied, 30000)]
    public void The_delay_doubles_from_100_ms_to_its_limit_and_is_spread_over_half_of_it(SourceFaultKind kind, int limitMs)
    {
        for (var attempt = 1; attempt < 40; attempt++)
        {
            var full = Math.Min(limitMs, 100 * Math.Pow(2, Math.Min(attempt - 1, 20)));
            Assert.Equal(full / 2, Backoff.Delay(kind, attempt, 0).TotalMilliseconds, 3);
            Assert.Equal(full * 0.75, Backoff.Delay(kind, attempt, 0.5).TotalMilliseconds, 3);
        }
    }
}
