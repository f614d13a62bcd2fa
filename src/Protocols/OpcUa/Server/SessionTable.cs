using System.Collections.Concurrent;
using System.Security.Cryptography;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>The sessions, by the secret their requests carry.</summary>
internal sealed class SessionTable(int limit)
{
    private readonly ConcurrentDictionary<NodeId, Session> _sessions = new(NodeIdComparer.Instance);
    private readonly Lock _adding = new();

    public int Count => _sessions.Count;

    public IEnumerable<Session> All => _sessions.Values;

    /// <summary>The session of a request, without an allocation. The channel's last session is tried first.</summary>
    public Session? Find(in NodeIdKey token, Session? likely)
    {
        if (likely is { IsClosed: false } && token.Type == NodeIdType.Opaque && CryptographicOperations.FixedTimeEquals(token.Bytes, likely.Token.Bytes))
            return likely;
        return _sessions.GetAlternateLookup<NodeIdKey>().TryGetValue(token, out var session) && !session.IsClosed ? session : null;
    }

    /// <summary>Adds a session. When the table is full, the oldest session that was never activated makes room; it is handed out to be closed.</summary>
    public bool TryAdd(Session session, out Session? evicted)
    {
        evicted = null;
        lock (_adding)
        {
            if (_sessions.Count >= limit)
            {
                evicted = _sessions.Values.Where(static s => !s.IsActivated).MinBy(static s => s.CreatedAt);
                if (evicted is null)
                    return false;
                _sessions.TryRemove(evicted.Token, out _);
            }
            _sessions[session.Token] = session;
            return true;
        }
    }

    public void Remove(Session session) => _sessions.TryRemove(session.Token, out _);
}
