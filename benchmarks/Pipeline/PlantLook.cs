using Millwright.Benchmarks.Processes;
using Millwright.Host.Plant;

namespace Millwright.Benchmarks.Pipeline;

/// <summary>What a running plant has counted and used at one moment.</summary>
internal sealed record PlantLook(long Time, PlantResult Totals)
{
    public static PlantLook At(PlantRuntime runtime)
    {
        var time = TimeProvider.System.GetTimestamp();
        var cpu = Environment.CpuUsage.TotalTime.TotalSeconds;
        var ledger = runtime.Flow.Ledger.Snapshot();
        var history = runtime.History.Info;
        var diagnostics = runtime.Configuration.Connections.Select(c => runtime.Flow.Connections.Detail(c.Name)!.Diagnostics).ToList();
        var logged = ledger.Connections.Sum(c => c.Logged);
        return new(time, new()
        {
            Logged = logged,
            Sealed = ledger.Sinks.Sum(s => s.Acknowledged),
            NotLogged = ledger.Connections.Sum(c => c.Lost + c.Rejected + c.Suppressed) + ledger.Sinks.Sum(s => s.Lost),
            Missed = ledger.Connections.Sum(c => c.Missed),
            IsBalanced = ledger.Connections.All(c => c.IsBalanced) && ledger.Sinks.All(s => s.IsBalanced),
            CpuSeconds = cpu,
            ResidentMegabytes = ProcessUse.ResidentMegabytes(Environment.ProcessId),
            PeakMegabytes = ProcessUse.PeakResidentMegabytes(Environment.ProcessId),
            HeapMegabytes = GC.GetTotalMemory(forceFullCollection: false) / 1024.0 / 1024,
            WireBytes = diagnostics.Sum(d => d.WireBytes),
            Requests = diagnostics.Sum(d => d.Requests),
            AllocatedBytes = GC.GetTotalAllocatedBytes(precise: true),
            Collections = GC.CollectionCount(0),
            LogBytesPerSample = (double)runtime.Log.Bytes / logged,
            BlockBytesPerSample = history.BytesPerSample,
            HeadBytesPerSample = history.HeadSamples > 0 ? (double)history.HeadBytes / history.HeadSamples : double.NaN,
            CommitMsP99 = runtime.Flow.CommitMsP99,
        });
    }

    public PlantResult Since(PlantLook first) => Totals with
    {
        Seconds = TimeProvider.System.GetElapsedTime(first.Time, Time).TotalSeconds,
        Logged = Totals.Logged - first.Totals.Logged,
        CpuSeconds = Totals.CpuSeconds - first.Totals.CpuSeconds,
        WireBytes = Totals.WireBytes - first.Totals.WireBytes,
        Requests = Totals.Requests - first.Totals.Requests,
        AllocatedBytes = Totals.AllocatedBytes - first.Totals.AllocatedBytes,
        Collections = Totals.Collections - first.Totals.Collections,
        BlockBytesPerSample = double.IsNaN(Totals.BlockBytesPerSample) ? 0 : Totals.BlockBytesPerSample,
        HeadBytesPerSample = double.IsNaN(Totals.HeadBytesPerSample) ? 0 : Totals.HeadBytesPerSample,
        CommitMsP99 = double.IsNaN(Totals.CommitMsP99) ? 0 : Totals.CommitMsP99,
    };
}
