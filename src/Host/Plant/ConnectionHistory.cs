using Millwright.Flow.Supervision;

namespace Millwright.Host.Plant;

/// <summary>The last response times of each connection, for the sparkline on its page. One writer, any reader.</summary>
internal sealed class ConnectionHistory
{
    /// <summary>How many are kept.</summary>
    public const int Kept = 30;

    private volatile IReadOnlyDictionary<string, double[]> _medians = new Dictionary<string, double[]>();

    public IReadOnlyList<double> Of(string connection) => _medians.TryGetValue(connection, out var medians) ? medians : [];

    /// <summary>Takes one more value of each.</summary>
    public void Take(IEnumerable<ConnectionDetail> connections)
    {
        var before = _medians;
        _medians = connections.ToDictionary(
            c => c.Status.Name,
            c => before.GetValueOrDefault(c.Status.Name, []).TakeLast(Kept - 1).Append(c.Diagnostics.ResponseMsP50).ToArray());
    }
}
