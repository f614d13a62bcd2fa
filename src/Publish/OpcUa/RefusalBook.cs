using Millwright.Model;
using Millwright.OpcUa.Types;

namespace Millwright.Publish.OpcUa;

/// <summary>The last refusals, for people: the same one again is counted, not repeated.</summary>
internal sealed class RefusalBook(TimeProvider clock)
{
    /// <summary>How many are kept.</summary>
    public const int Kept = 20;

    private const int MaxText = 500;

    private readonly Lock _gate = new();
    private readonly List<FaceRefusal> _recent = [];
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    /// <summary>Newest first.</summary>
    public IReadOnlyList<FaceRefusal> Recent
    {
        get
        {
            lock (_gate)
                return [.. _recent];
        }
    }

    /// <summary>Takes one more.</summary>
    /// <returns>True when it is not the same as a kept one.</returns>
    public bool Add(string peer, StatusCode status, string what)
    {
        Interlocked.Increment(ref _count);
        var host = HostOf(peer);
        var text = what.Length > MaxText ? what[..MaxText] : what;
        lock (_gate)
        {
            var at = _recent.FindIndex(r => r.Peer == host && r.What == text);
            var before = at < 0 ? 0 : _recent[at].Count;
            if (at >= 0)
                _recent.RemoveAt(at);
            else if (_recent.Count == Kept)
                _recent.RemoveAt(Kept - 1);
            _recent.Insert(0, new(Timestamp.Now(clock), host, status.Name ?? status.ToString(), text, before + 1));
            return at < 0;
        }
    }

    // The port is another one with each try.
    private static string HostOf(string peer) => peer.LastIndexOf(':') is var at and > 0 ? peer[..at] : peer;
}
