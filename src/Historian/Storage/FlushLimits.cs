namespace Millwright.Historian.Storage;

/// <summary>When memory goes to a file.</summary>
/// <param name="After">Samples wait at most this long.</param>
/// <param name="Bytes">Of samples in memory.</param>
/// <param name="LogBytes">About so much of the log is replayed after a kill.</param>
/// <param name="MaxBytes">Never more in memory, even while files cannot be written.</param>
/// <param name="RetryAfter">After a failure.</param>
internal sealed record FlushLimits(TimeSpan After, long Bytes, long LogBytes, long MaxBytes, TimeSpan RetryAfter);
