namespace Millwright.Benchmarks.Modbus;

/// <summary>One round of reads.</summary>
/// <param name="RequestsPerSecond">Answered.</param>
/// <param name="ClientMicroseconds">CPU of the client's process for a request.</param>
/// <param name="ServerMicroseconds">CPU of the server's process for a request.</param>
/// <param name="AllocatedBytes">Managed memory for a request; NaN where there is none.</param>
internal readonly record struct ReadRun(double RequestsPerSecond, double ClientMicroseconds, double ServerMicroseconds, double AllocatedBytes)
{
    public override string ToString() =>
        $"{RequestsPerSecond,8:F0} requests/s, CPU us a request: client {ClientMicroseconds,5:F1}, server {ServerMicroseconds,5:F1}"
        + (double.IsNaN(AllocatedBytes) ? "" : $", allocated {AllocatedBytes:F3} bytes a request");
}
