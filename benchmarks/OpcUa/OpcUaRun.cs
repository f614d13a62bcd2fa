namespace Millwright.Benchmarks.OpcUa;

/// <summary>One run of a client against a server.</summary>
/// <param name="Count">Requests answered, notifications received or references found.</param>
/// <param name="Seconds">It took so long.</param>
/// <param name="ClientCpu">CPU seconds of the client's process.</param>
/// <param name="ServerCpu">CPU seconds of the server's process.</param>
/// <param name="AllocatedBytes">Managed memory of our client in all; NaN for another's, which does not tell.</param>
internal readonly record struct OpcUaRun(double Count, double Seconds, double ClientCpu, double ServerCpu, double AllocatedBytes)
{
    public double PerSecond => Count / Seconds;

    public override string ToString() =>
        $"{Count / Seconds,11:N0}/s, CPU us each: client {ClientCpu * 1e6 / Count,8:F2}, server {ServerCpu * 1e6 / Count,8:F2}"
        + (double.IsNaN(AllocatedBytes) ? "" : $", allocated {AllocatedBytes / Count:F1} bytes each");
}
