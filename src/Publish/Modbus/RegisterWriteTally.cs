namespace Millwright.Publish.Modbus;

/// <summary>What became of writes of Modbus clients since the face began. From any thread.</summary>
internal sealed class RegisterWriteTally
{
    private readonly long[] _refused = new long[Enum.GetValues<RegisterWriteCause>().Length];
    private long _written;

    /// <summary>Values written and read back.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Requests refused, by cause; all causes, also those that never were.</summary>
    public IReadOnlyDictionary<RegisterWriteCause, long> Refused =>
        Enum.GetValues<RegisterWriteCause>().ToDictionary(c => c, c => Interlocked.Read(ref _refused[(int)c]));

    public void Count() => Interlocked.Increment(ref _written);

    public void Count(RegisterWriteCause cause) => Interlocked.Increment(ref _refused[(int)cause]);
}
