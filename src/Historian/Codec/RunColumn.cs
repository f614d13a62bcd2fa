namespace Millwright.Historian.Codec;

/// <summary>Values that rarely change, as pairs of run length and value.</summary>
internal static class RunColumn
{
    public static void Encode(ByteWriter writer, ReadOnlySpan<uint> values)
    {
        for (var start = 0; start < values.Length;)
        {
            var end = start + 1;
            while (end < values.Length && values[end] == values[start])
                end++;
            writer.WriteVariable((ulong)(end - start));
            writer.WriteUInt32(values[start]);
            start = end;
        }
    }

    public static void Decode(ref ByteReader reader, scoped Span<uint> values)
    {
        for (var at = 0; at < values.Length;)
        {
            var length = reader.ReadCount(values.Length - at);
            if (length == 0)
                throw new BlockDamagedException("a run of nothing");
            values.Slice(at, length).Fill(reader.ReadUInt32());
            at += length;
        }
    }

    /// <summary>Yes and no, as lengths that take turns, yes first.</summary>
    public static void EncodeFlags(ByteWriter writer, ReadOnlySpan<bool> flags)
    {
        var expected = true;
        for (var start = 0; start < flags.Length; expected = !expected)
        {
            var end = start;
            while (end < flags.Length && flags[end] == expected)
                end++;
            writer.WriteVariable((ulong)(end - start));
            start = end;
        }
    }

    /// <summary>Reads flags.</summary>
    /// <returns>How many are yes.</returns>
    public static int DecodeFlags(ref ByteReader reader, scoped Span<bool> flags)
    {
        var yes = 0;
        var value = true;
        for (var at = 0; at < flags.Length; value = !value)
        {
            var length = reader.ReadCount(flags.Length - at);
            if (length == 0 && at > 0)
                throw new BlockDamagedException("a run of nothing");
            flags.Slice(at, length).Fill(value);
            at += length;
            yes += value ? length : 0;
        }
        return yes;
    }
}
