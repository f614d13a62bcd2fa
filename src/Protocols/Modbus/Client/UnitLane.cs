namespace Millwright.Modbus.Client;

/// <summary>The queue and the health of one unit.</summary>
internal sealed class UnitLane(byte unit)
{
    private PendingRequest? _first;
    private PendingRequest? _last;
    private int _failedProbes;

    public byte Unit { get; } = unit;

    public ModbusStatistics Statistics { get; } = new();

    public int Queued { get; private set; }

    public int InFlight { get; set; }

    /// <summary>Requests without an answer, one after the other.</summary>
    public int Unanswered { get; private set; }

    public bool IsSilent { get; private set; }

    /// <summary>When a silent unit may be asked again.</summary>
    public long NextProbe { get; private set; }

    public void Enqueue(PendingRequest request)
    {
        request.State = RequestState.Queued;
        request.Next = null;
        if (_last is null)
            _first = request;
        else
            _last.Next = request;
        _last = request;
        Queued++;
    }

    public void EnqueueFirst(PendingRequest request)
    {
        request.State = RequestState.Queued;
        request.Next = _first;
        _first = request;
        _last ??= request;
        Queued++;
    }

    public PendingRequest Dequeue()
    {
        var request = _first!;
        _first = request.Next;
        if (_first is null)
            _last = null;
        request.Next = null;
        Queued--;
        return request;
    }

    public void Remove(PendingRequest request)
    {
        PendingRequest? before = null;
        for (var at = _first; at is not null; before = at, at = at.Next)
        {
            if (at != request)
                continue;
            if (before is null)
                _first = at.Next;
            else
                before.Next = at.Next;
            if (_last == at)
                _last = before;
            at.Next = null;
            Queued--;
            return;
        }
    }

    public void Answered()
    {
        Unanswered = 0;
        IsSilent = false;
        _failedProbes = 0;
    }

    /// <summary>No answer came. A silent unit waits twice as long before each further probe.</summary>
    public void NotAnswered(long now, int silentAfter, long backoff, long maxBackoff)
    {
        Unanswered++;
        if (Unanswered < silentAfter)
            return;
        if (!IsSilent)
            Statistics.Silences++;
        IsSilent = true;
        NextProbe = now + Math.Min(backoff << Math.Min(_failedProbes, 20), maxBackoff);
        _failedProbes++;
    }
}
