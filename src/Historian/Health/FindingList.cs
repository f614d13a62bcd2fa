using Microsoft.Extensions.Logging;
using Millwright.Model;

namespace Millwright.Historian.Health;

/// <summary>The findings since the start, each place once, bounded.</summary>
internal sealed partial class FindingList(TimeProvider clock, ILogger logger)
{
    /// <summary>Beyond this the findings are only counted.</summary>
    public const int MaxKept = 1000;

    private readonly Lock _gate = new();
    private readonly List<HistorianFinding> _findings = [];
    private readonly HashSet<(string File, long Offset)> _places = [];
    private long _total;

    public long Total => Interlocked.Read(ref _total);

    public IReadOnlyList<HistorianFinding> All
    {
        get
        {
            lock (_gate)
                return [.. _findings];
        }
    }

    /// <summary>Keeps a finding and logs it.</summary>
    /// <returns>False when the place was known already.</returns>
    public bool Add(string file, long offset, string problem, string consequence)
    {
        lock (_gate)
        {
            if (_findings.Count >= MaxKept)
            {
                _total++;
                return false;
            }
            if (!_places.Add((file, offset)))
                return false;
            _total++;
            _findings.Add(new(Timestamp.Now(clock), file, offset, problem, consequence));
        }
        LogFinding(logger, file, offset, problem, consequence);
        return true;
    }

    [LoggerMessage(4001, LogLevel.Error, "{File} at {Offset}: {Problem}; {Consequence}")]
    private static partial void LogFinding(ILogger logger, string file, long offset, string problem, string consequence);
}
