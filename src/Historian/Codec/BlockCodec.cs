using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Millwright.Flow.Files;
using Millwright.Model;

namespace Millwright.Historian.Codec;

/// <summary>A block: up to 1,024 samples of one tag and, but for none, of one kind, in strictly rising time.</summary>
/// <remarks>Layout: docs/historian-format.md. Every value, time and quality comes back bit by bit.</remarks>
internal static class BlockCodec
{
    /// <summary>The largest block in bytes that a reader accepts.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private const byte Version = 2;

    /// <summary>Version, parts, samples, identity, sequence, kind.</summary>
    private const int HeaderBytes = 4 + TagId.Size + sizeof(ulong) + 1;

    [Flags]
    private enum Parts : byte
    {
        None = 0,
        /// <summary>The times stand in a record of their own, named by its checksum.</summary>
        TimesApart = 1,
        Qualities = 2,
        Gaps = 4,
        ServerTimes = 8,
        /// <summary>The values are strings, bytes or arrays, compressed.</summary>
        Packed = 16,
        All = 31,
    }

    /// <summary>Encodes a block.</summary>
    /// <param name="writer">Takes the block; it is appended.</param>
    /// <param name="tag">Whose.</param>
    /// <param name="sequence">Of two blocks with the same time, the higher number was written later.</param>
    /// <param name="columns">1 to 1,024 samples.</param>
    /// <param name="times">The encoded times.</param>
    /// <param name="timesApart">True when the caller keeps the times elsewhere.</param>
    public static void Encode(
        ByteWriter writer, TagId tag, ulong sequence, SampleColumns columns, ReadOnlySpan<byte> times, bool timesApart)
    {
        var parts = timesApart ? Parts.TimesApart : Parts.None;
        if (MemoryMarshal.Cast<Quality, uint>(columns.Qualities).ContainsAnyExcept(Quality.Good.Code))
            parts |= Parts.Qualities;
        if (columns.Kind != TagKind.None && columns.Kinds.Contains(TagKind.None))
            parts |= Parts.Gaps;
        if (columns.HasServerTimes)
            parts |= Parts.ServerTimes;

        var start = writer.Length;
        writer.WriteByte(Version);
        writer.WriteByte((byte)parts);
        writer.WriteUInt16((ushort)columns.Count);
        tag.Write(writer.Take(TagId.Size));
        writer.WriteUInt64(sequence);
        writer.WriteByte((byte)columns.Kind);
        if (timesApart)
        {
            writer.WriteUInt32(Crc32C.Of(times));
        }
        else
        {
            writer.WriteVariable((ulong)times.Length);
            writer.WriteBytes(times);
        }
        if (parts.HasFlag(Parts.Qualities))
            RunColumn.Encode(writer, MemoryMarshal.Cast<Quality, uint>(columns.Qualities));
        if (parts.HasFlag(Parts.ServerTimes))
            WriteServerTimes(writer, columns);
        var values = writer.Length;
        WriteValues(writer, columns, parts);
        if (!columns.Kind.IsScalar() && PackedBytes.TryPack(writer, values))
            writer.Change(start + 1, (byte)(parts | Parts.Packed));
    }

    /// <summary>Decodes a block.</summary>
    /// <param name="block">The whole block.</param>
    /// <param name="timesApart">The record with its times, empty when the block has them itself.</param>
    /// <param name="tag">Whose block it must be.</param>
    /// <param name="columns">Takes the samples.</param>
    /// <exception cref="BlockDamagedException">It is no block, of another tag, or its times are not its own.</exception>
    public static void Decode(ReadOnlySpan<byte> block, ReadOnlySpan<byte> timesApart, TagId tag, SampleColumns columns)
    {
        var reader = new ByteReader(block);
        if (reader.ReadByte() != Version)
            throw new BlockDamagedException("a block of an unknown version");
        var parts = (Parts)reader.ReadByte();
        if ((parts & ~Parts.All) != 0)
            throw new BlockDamagedException("a block with unknown parts");
        var count = reader.ReadUInt16();
        if (count is 0 or > SampleColumns.BlockSamples)
            throw new BlockDamagedException($"a block of {count} samples");
        if (TagId.Read(reader.ReadBytes(TagId.Size)) != tag)
            throw new BlockDamagedException("a block of another tag");
        reader.ReadUInt64();
        var kind = (TagKind)reader.ReadByte();
        if (!Enum.IsDefined(kind))
            throw new BlockDamagedException($"{(byte)kind} is no kind of value");
        columns.Reset(count, kind, parts.HasFlag(Parts.ServerTimes));

        if (parts.HasFlag(Parts.TimesApart))
        {
            if (reader.ReadUInt32() != Crc32C.Of(timesApart))
                throw new BlockDamagedException("the times are not those of the block");
        }
        else
        {
            timesApart = reader.ReadBytes(reader.ReadCount(reader.Remaining));
        }
        var times = new ByteReader(timesApart);
        TimeColumn.Decode(ref times, columns.Times);
        if (parts.HasFlag(Parts.Qualities))
            RunColumn.Decode(ref reader, MemoryMarshal.Cast<Quality, uint>(columns.Qualities));
        else
            columns.Qualities.Clear();
        if (parts.HasFlag(Parts.ServerTimes))
            ReadServerTimes(ref reader, columns);
        if (parts.HasFlag(Parts.Packed))
        {
            var unpacked = PackedBytes.Unpack(reader.ReadBytes(reader.Remaining));
            var values = new ByteReader(unpacked);
            ReadValues(ref values, columns, parts);
            reader = values;
        }
        else
        {
            ReadValues(ref reader, columns, parts);
        }
        if (reader.Remaining != 0 || times.Remaining != 0)
            throw new BlockDamagedException("bytes are left over");
    }

    /// <summary>Whose block it is, by its first bytes; false when it does not begin like a block.</summary>
    public static bool TryReadOwner(ReadOnlySpan<byte> block, out TagId tag, out ulong sequence)
    {
        tag = default;
        sequence = 0;
        if (block.Length < HeaderBytes || block[0] != Version || ((Parts)block[1] & ~Parts.All) != 0)
            return false;
        tag = TagId.Read(block[4..]);
        sequence = BinaryPrimitives.ReadUInt64LittleEndian(block[(4 + TagId.Size)..]);
        return true;
    }

    /// <summary>The checksum of a block's times when they are kept apart, else null.</summary>
    public static uint? TimesChecksum(ReadOnlySpan<byte> block) =>
        block.Length >= HeaderBytes + sizeof(uint) && ((Parts)block[1]).HasFlag(Parts.TimesApart)
            ? BinaryPrimitives.ReadUInt32LittleEndian(block[HeaderBytes..])
            : null;

    private static void WriteServerTimes(ByteWriter writer, SampleColumns columns)
    {
        Span<bool> present = stackalloc bool[columns.Count];
        Span<long> delays = stackalloc long[columns.Count];
        var count = 0;
        for (var i = 0; i < columns.Count; i++)
        {
            present[i] = columns.ServerTimes[i] != 0;
            if (present[i])
                delays[count++] = columns.ServerTimes[i] - columns.Times[i];
        }
        RunColumn.EncodeFlags(writer, present);
        IntegerColumn.Encode(writer, delays[..count]);
    }

    private static void ReadServerTimes(ref ByteReader reader, SampleColumns columns)
    {
        Span<bool> present = stackalloc bool[columns.Count];
        Span<long> delays = stackalloc long[columns.Count];
        delays = delays[..RunColumn.DecodeFlags(ref reader, present)];
        IntegerColumn.Decode(ref reader, delays);
        var next = 0;
        for (var i = 0; i < columns.Count; i++)
            columns.ServerTimes[i] = present[i] ? columns.Times[i] + delays[next++] : 0;
    }

    private static void WriteValues(ByteWriter writer, SampleColumns columns, Parts parts)
    {
        if (columns.Kind == TagKind.None)
            return;
        if (!parts.HasFlag(Parts.Gaps))
        {
            if (columns.Kind.IsScalar())
                ScalarColumn.Encode(writer, columns.Kind, columns.Bits);
            else
                ObjectColumn.Encode(writer, columns.Kind, columns.Objects!);
            return;
        }
        Span<bool> present = stackalloc bool[columns.Count];
        Span<ulong> bits = stackalloc ulong[columns.Count];
        var objects = new List<object>();
        var count = 0;
        for (var i = 0; i < columns.Count; i++)
        {
            present[i] = columns.Kinds[i] != TagKind.None;
            if (!present[i])
                continue;
            bits[count++] = columns.Bits[i];
            if (columns.HasObjects)
                objects.Add(columns.Objects[i]!);
        }
        RunColumn.EncodeFlags(writer, present);
        if (columns.Kind.IsScalar())
            ScalarColumn.Encode(writer, columns.Kind, bits[..count]);
        else
            ObjectColumn.Encode(writer, columns.Kind, CollectionsMarshal.AsSpan(objects));
    }

    private static void ReadValues(ref ByteReader reader, SampleColumns columns, Parts parts)
    {
        columns.Kinds.Fill(columns.Kind);
        if (columns.Kind == TagKind.None || !columns.Kind.IsScalar())
            columns.Bits.Clear();
        if (columns.Kind == TagKind.None)
            return;
        if (!parts.HasFlag(Parts.Gaps))
        {
            if (columns.Kind.IsScalar())
                ScalarColumn.Decode(ref reader, columns.Kind, columns.Bits);
            else
                ObjectColumn.Decode(ref reader, columns.Kind, columns.Objects);
            return;
        }
        Span<bool> present = stackalloc bool[columns.Count];
        var count = RunColumn.DecodeFlags(ref reader, present);
        Span<ulong> bits = stackalloc ulong[count];
        var objects = columns.Kind.IsScalar() ? [] : new object?[count];
        if (columns.Kind.IsScalar())
            ScalarColumn.Decode(ref reader, columns.Kind, bits);
        else
            ObjectColumn.Decode(ref reader, columns.Kind, objects);
        var next = 0;
        for (var i = 0; i < columns.Count; i++)
        {
            if (!present[i])
            {
                columns.Kinds[i] = TagKind.None;
                columns.Bits[i] = 0;
            }
            else if (columns.Kind.IsScalar())
            {
                columns.Bits[i] = bits[next++];
            }
            else
            {
                columns.Objects[i] = objects[next++];
            }
        }
    }
}
