namespace Millwright.Modbus.Server;

/// <summary>What functions 8, 11 and 12 tell of one unit. Counters wrap at 16 bits on the wire.</summary>
internal sealed class UnitCounters
{
    private readonly byte[] _events = new byte[64];
    private readonly Lock _lock = new();
    private int _eventHead;
    private int _eventCount;

    public int BusMessages { get; set; }

    public int CommunicationErrors { get; set; }

    public int Exceptions { get; set; }

    public int ServerMessages { get; set; }

    public int NoResponses { get; set; }

    public int Naks { get; set; }

    public int Busy { get; set; }

    public int Overruns { get; set; }

    public int Completed { get; set; }

    public bool ListenOnly { get; set; }

    public void Clear()
    {
        BusMessages = CommunicationErrors = Exceptions = ServerMessages = NoResponses = Naks = Busy = Overruns = Completed = 0;
    }

    public void Restart(bool clearLog)
    {
        Clear();
        ListenOnly = false;
        lock (_lock)
        {
            if (clearLog)
                _eventCount = 0;
        }
        // Event "communication restart" (6.10).
        Log(0);
    }

    public void Log(byte code)
    {
        lock (_lock)
        {
            _eventHead = (_eventHead + 63) % 64;
            _events[_eventHead] = code;
            _eventCount = Math.Min(_eventCount + 1, 64);
        }
    }

    public int CopyLog(Span<byte> destination)
    {
        lock (_lock)
        {
            for (var i = 0; i < _eventCount; i++)
                destination[i] = _events[(_eventHead + i) % 64];
            return _eventCount;
        }
    }
}
