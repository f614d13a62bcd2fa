using System.Globalization;

namespace Millwright.Benchmarks.Processes;

/// <summary>What a process has used, as Linux counts it.</summary>
internal static class ProcessUse
{
    // The kernel tells user space of ticks of 10 ms (USER_HZ), whatever its own are.
    private const double TicksPerSecond = 100;

    /// <summary>User and system time of all threads since the start, in steps of 10 ms.</summary>
    public static double CpuSeconds(int process)
    {
        var text = File.ReadAllText($"/proc/{process}/stat");
        // The second field is the name in brackets, which may hold anything; utime and stime are fields 14 and 15.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    public static double ResidentMegabytes(int process) => Status(process, "VmRSS:");

    public static double PeakResidentMegabytes(int process) => Status(process, "VmHWM:");

    private static double Status(int process, string key)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith(key, StringComparison.Ordinal));
        return long.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024.0;
    }
}
