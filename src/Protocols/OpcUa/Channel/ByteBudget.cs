namespace Millwright.OpcUa.Channel;

/// <summary>Bytes that many channels may hold together. Safe for several threads.</summary>
internal sealed class ByteBudget(long most)
{
    private long _held;

    public long Held => Volatile.Read(ref _held);

    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= most)
            return true;
        Interlocked.Add(ref _held, -bytes);
        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref _held, -bytes);
}
