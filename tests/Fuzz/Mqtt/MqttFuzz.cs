using Millwright.Mqtt.Messages;
using Millwright.Protocols.Tests.Mqtt.Messages;

namespace Millwright.Fuzz.Mqtt;

/// <summary>Mutated packets against every decoder. The seed is fixed: a failure repeats. MILLWRIGHT_FUZZ_FRAMES sets how many; 10^6 is the mark of the acceptance test.</summary>
public sealed class MqttFuzz
{
    private const int DefaultFrames = 100_000;
    private const int Seed = 20_261_127;

    private static int Frames =>
        int.TryParse(Environment.GetEnvironmentVariable("MILLWRIGHT_FUZZ_FRAMES"), System.Globalization.CultureInfo.InvariantCulture, out var frames) ? frames : DefaultFrames;

    [Fact]
    public void No_mutated_packet_breaks_a_decoder_and_none_makes_it_allocate()
    {
        var random = new Random(Seed);
        var seeds = PacketVectors.All.Values.Select(v => (v.Version, Bytes: Convert.FromHexString(v.Hex.Replace(" ", "", StringComparison.Ordinal)))).ToArray();
        var packet = new byte[512];
        var again = new byte[1024];
        var whole = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Frames; i++)
        {
            var (version, bytes) = seeds[random.Next(seeds.Length)];
            var length = Mutate(random, bytes, packet);
            if (random.Next(4) > 0)
                packet[1] = (byte)Math.Min(127, length - 2);
            if (PacketFrame.TryRead(packet.AsSpan(0, length), packet.Length, out var frame, out _) != FrameStatus.Complete)
                continue;
            if (PacketVectors.Recode(version, frame, again, out var written) != MqttReasonCode.Success)
                continue;
            whole++;
            if (written < 2 || written > frame.TotalBytes)
                Assert.Fail($"{frame.Type} of {frame.TotalBytes} bytes came back as {written}");
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, 64 * 1024);
        Assert.True(whole > Frames / 100, "the mutations leave enough packets whole to reach the depths");
    }

    [Fact]
    public void Filters_and_names_of_any_bytes_are_judged_without_an_exception()
    {
        var random = new Random(Seed);
        var bytes = new byte[64];
        ReadOnlySpan<byte> alphabet = "+#/$ab\0\xC3"u8;
        for (var i = 0; i < Frames; i++)
        {
            var length = random.Next(bytes.Length);
            for (var at = 0; at < length; at++)
                bytes[at] = random.Next(8) == 0 ? (byte)random.Next(256) : alphabet[random.Next(alphabet.Length)];
            var filter = bytes.AsSpan(0, length / 2);
            var topic = bytes.AsSpan(length / 2, length - filter.Length);
            if (TopicFilters.IsValid(filter) && TopicNames.IsValid(topic))
                _ = TopicFilters.Matches(filter, topic);
        }
    }

    private static int Mutate(Random random, byte[] seed, byte[] packet)
    {
        seed.CopyTo(packet, 0);
        var length = seed.Length;
        for (var mutations = random.Next(0, 4); mutations > 0; mutations--)
        {
            var at = random.Next(length);
            switch (random.Next(6))
            {
                case 0:
                    packet[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    packet[at] = (byte)random.Next(256);
                    break;
                case 2:
                    length = Math.Max(2, random.Next(length + 1));
                    break;
                case 3:
                    var more = Math.Min(random.Next(1, 100), packet.Length - length);
                    random.NextBytes(packet.AsSpan(length, more));
                    length += more;
                    break;
                case 4:
                    packet[at] = 0xFF;
                    break;
                default:
                    packet[at] = 0;
                    break;
            }
        }
        return length;
    }
}
