namespace Millwright.OpcUa.Server;

/// <summary>Bytes in memory up to a limit; more is an <see cref="IOException"/>.</summary>
internal sealed class BoundedMemoryStream(int most) : MemoryStream
{
    public override void Write(byte[] buffer, int offset, int count)
    {
        Check(count);
        base.Write(buffer, offset, count);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Check(buffer.Length);
        base.Write(buffer);
    }

    private void Check(int count)
    {
        if (Position + count > most)
            throw new IOException($"more than {most} bytes");
    }
}
