namespace Millwright.Benchmarks.Mqtt;

/// <summary>What one run delivered, and what it cost the broker.</summary>
/// <param name="Messages">Delivered to subscribers.</param>
/// <param name="CpuSeconds">Of the broker, user and system.</param>
/// <param name="Seconds">Wall clock.</param>
internal readonly record struct ScenarioRun(long Messages, double CpuSeconds, double Seconds)
{
    public double PerCpuSecond => Messages / CpuSeconds;

    public double PerSecond => Messages / Seconds;

    public double Microseconds => CpuSeconds * 1e6 / Messages;

    public override string ToString() => FormattableString.Invariant($"{PerSecond,10:N0} msg/s {PerCpuSecond,12:N0} msg/CPU s {Microseconds,8:0.00} us CPU/msg");
}
