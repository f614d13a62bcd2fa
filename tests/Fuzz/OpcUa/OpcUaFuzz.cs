using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Structures;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Encoding;
using Millwright.Protocols.Tests.OpcUa.Messages;
using Millwright.Protocols.Tests.OpcUa.Structures;

namespace Millwright.Fuzz.OpcUa;

/// <summary>Mutated messages, values and structures against every decoder. The seeds are fixed: a failure repeats. <c>MILLWRIGHT_FUZZ</c> sets the number of mutants.</summary>
public sealed class OpcUaFuzz
{
    private const int Seed = 20_261_122;

    /// <summary>A data value of 48 bytes may come from one byte; the rest is arrays and records around it.</summary>
    private const int MostBytesAByte = 160;

    /// <summary>What one typed error with its sentence and stack may cost.</summary>
    private const int MostBytesAFault = 64 * 1024;

    [Fact]
    public void No_mutated_message_breaks_its_decoder_or_takes_more_memory_than_it_may()
    {
        var random = new Random(Seed);
        var messages = new RandomMessage(Seed);
        using var writer = new UaWriter();
        var types = MessageTypes.All;
        for (var i = 0; i < FuzzFrames.Count; i++)
        {
            var type = types[i % types.Count];
            writer.Clear();
            type.Encode(writer, messages.Make(typeof(MessageTypes).Assembly.GetType($"{typeof(MessageTypes).Namespace}.{type.Name}", throwOnError: true)!));
            var bytes = Mutate(random, writer.Written);
            Bounded(bytes, input =>
            {
                var reader = new UaReader(input);
                type.Decode(ref reader);
            });
            if (type.EncodingId == ReadRequest.EncodingId || type.EncodingId == WriteRequest.EncodingId || type.EncodingId == PublishResponse.EncodingId
                || type.EncodingId == BrowseResponse.EncodingId || type.EncodingId == ReadResponse.EncodingId)
                Bounded(bytes, input => Walk(type.EncodingId, input));
        }
    }

    [Fact]
    public void No_mutated_value_breaks_a_reader_and_passing_over_agrees_with_reading()
    {
        var random = new Random(Seed);
        var values = new RandomValues(Seed);
        using var writer = new UaWriter();
        for (var i = 0; i < FuzzFrames.Count; i++)
        {
            writer.Clear();
            writer.WriteDataValue(values.DataValue());
            var bytes = Mutate(random, writer.Written);
            var read = -1;
            Bounded(bytes, input =>
            {
                var reader = new UaReader(input);
                var value = reader.ReadDataValue();
                read = reader.Position;
                _ = value.ToString();
            });
            if (read < 0)
                continue;
            var skipping = new UaReader(bytes);
            skipping.SkipDataValue();
            Assert.Equal(read, skipping.Position);
        }
    }

    [Fact]
    public void No_mutated_structure_breaks_the_codec_and_what_is_decoded_encodes_again()
    {
        var random = new Random(Seed);
        var codec = new StructureCodec(Machine.Definitions());
        var seeds = codec.Structures.Select(static layout => (layout, new byte[256])).ToArray();
        for (var i = 0; i < FuzzFrames.Count; i++)
        {
            var (layout, seed) = seeds[i % seeds.Length];
            var bytes = Mutate(random, seed.AsSpan(0, random.Next(1, seed.Length)));
            Bounded(bytes, input =>
            {
                var value = codec.Decode(layout, input);
                _ = StructureCodec.Encode(value);
                _ = value.ToString();
            });
        }
    }

    [Fact]
    public void No_text_breaks_a_parser()
    {
        var random = new Random(Seed);
        const string Letters = "nsu=;igb0123456789:,%3B-aZ/+=.水\0";
        Span<char> text = stackalloc char[40];
        for (var i = 0; i < FuzzFrames.Count; i++)
        {
            var part = text[..random.Next(text.Length)];
            random.GetItems(Letters, part);
            if (ExpandedNodeId.TryParse(part, out var id))
                Assert.True(ExpandedNodeId.TryParse(id.ToString(), out var again) && again == id, $"'{part}' was read as {id}");
            if (NumericRange.TryParse(part.ToString(), out var range) && range is not null)
                Assert.True(NumericRange.TryParse(range.ToString(), out _));
            _ = QualifiedName.Parse(part.ToString());
        }
    }

    private static void Bounded(byte[] input, Action<byte[]> decode)
    {
        // The table of symbolic names is made once, with the first status that is shown.
        _ = default(StatusCode).Name;
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            decode(input);
        }
        catch (UaException fault)
        {
            Assert.True(fault.Status.IsBad);
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= MostBytesAFault + ((long)input.Length * MostBytesAByte), $"{input.Length} bytes took {allocated}: {Convert.ToHexString(input)}");
    }

    private static void Walk(uint encodingId, byte[] input)
    {
        var body = new UaReader(input);
        switch (encodingId)
        {
            case var id when id == ReadRequest.EncodingId:
                foreach (var item in new ReadRequestView(body))
                    _ = item.NodeId;
                break;
            case var id when id == WriteRequest.EncodingId:
                foreach (var item in new WriteRequestView(body))
                    _ = item.NodeId;
                break;
            case var id when id == ReadResponse.EncodingId:
                foreach (var value in new ReadResponseView(body))
                    _ = value.Status;
                break;
            case var id when id == PublishResponse.EncodingId:
                var publish = new PublishResponseView(body);
                while (publish.MoveNext())
                {
                    if (publish.Kind != NotificationKind.DataChange)
                        continue;
                    foreach (var item in publish.DataChange)
                        _ = item.ClientHandle;
                }
                publish.ReadResults();
                break;
            default:
                var browse = new BrowseResponseView(body);
                while (browse.NextResult())
                {
                }
                break;
        }
    }

    private static byte[] Mutate(Random random, ReadOnlySpan<byte> seed)
    {
        byte[] bytes = seed.IsEmpty ? [0] : seed.ToArray();
        for (var mutations = random.Next(1, 5); mutations > 0; mutations--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes = bytes[..(at + 1)];
                    break;
                case 3:
                    var more = new byte[random.Next(1, 64)];
                    random.NextBytes(more);
                    bytes = [.. bytes, .. more];
                    break;
                case 4:
                    // A length or count that is far too large, or just small enough to be tried.
                    if (at + 4 <= bytes.Length)
                        BitConverter.TryWriteBytes(bytes.AsSpan(at), random.Next(3) switch { 0 => random.Next(), 1 => random.Next(1, 300), _ => -1 });
                    break;
                default:
                    bytes[at] = 0xFF;
                    break;
            }
        }
        return bytes;
    }
}
