using Millwright.Modbus.Framing;
using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;
using Millwright.Modbus.Server;

namespace Millwright.Fuzz.Modbus;

/// <summary>A million mutated frames against every decoder and the server's processor. The seed is fixed: a failure repeats.</summary>
public sealed class ModbusFuzz
{
    private const int Frames = 1_000_000;
    private const int Seed = 20_261_122;

    private static readonly string[] Seeds =
    [
        "0100130013", "0103CD6B05", "0200C40016", "03006B0003", "0306022B00000064", "0400080001", "0500ACFF00", "0600010003", "07", "076D",
        "080000A537", "0800010000", "08000A0000", "08000B0000", "0B", "0BFFFF0108", "0C", "0C08000001080121200007", "0F0013000A02CD01", "0F0013000A",
        "100001000204000A0102", "1000010002", "11", "11034D57FF", "140E0600040001000206000300090002", "140C05060DFE0020050633CD0040",
        "150D0600040007000306AF04BE100D", "16000400F20025", "17000300060006000306000100020003", "1804DE", "1800060002 01B81284",
        "2B0E0100", "2B0E01010000030002 4D570101500203763130", "8102", "AB01",
    ];

    [Fact]
    public async Task No_mutated_frame_breaks_a_decoder_or_the_server()
    {
        await using var server = new ModbusServerHarness();
        var random = new Random(Seed);
        var seeds = Array.ConvertAll(Seeds, static text => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal)));
        var pdu = new byte[300];
        var stream = new byte[700];
        var readers = ModbusServerHarness.Readers();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Frames; i++)
        {
            var length = Mutate(random, seeds[random.Next(seeds.Length)], pdu);
            Decode(pdu.AsSpan(0, length));
            server.Process(pdu.AsSpan(0, Math.Min(length, ModbusLimits.MaxPduBytes)));
            Frame(random, readers[i % readers.Length], pdu.AsSpan(0, Math.Min(length, ModbusLimits.MaxPduBytes)), stream);
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        // 64 KB is what one frame may cost; a million of them together stay below it.
        Assert.InRange(allocated, 0, 64 * 1024);
    }

    /// <summary>What reaches a device that answers writes later is whole and within its area, and costs no more than it brings.</summary>
    [Fact]
    public async Task No_mutated_write_reaches_a_device_that_answers_later_but_a_well_formed_one()
    {
        const int Writes = 200_000;
        var device = new LaterDevice();
        await using var server = new ModbusServerHarness(device);
        var random = new Random(Seed);
        var seeds = Array.ConvertAll(Seeds.Where(s => s is ['0', '5' or '6' or 'F', ..] or ['1', '0' or '6' or '7', ..]).ToArray(), Convert.FromHexString);
        var pdu = new byte[300];
        var sent = 0L;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Writes; i++)
        {
            var length = Math.Min(Mutate(random, seeds[random.Next(seeds.Length)], pdu), ModbusLimits.MaxPduBytes);
            sent += length;
            server.Process(pdu.AsSpan(0, length));
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(device.Seen, Writes / 100, Writes);
        Assert.Equal(0, server.DeviceFailures);
        Assert.InRange(allocated / Writes, 0, (4 * sent / Writes) + (64 * 1024));
    }

    private sealed class LaterDevice : ModbusDevice
    {
        public int Seen { get; private set; }

        public override bool AnswersWritesLater => true;

        public override ModbusExceptionCode ReadRegisters(ModbusArea area, ushort address, Span<ushort> registers) => ModbusExceptionCode.None;

        public override ValueTask<ModbusExceptionCode> WriteLaterAsync(ModbusWrite write)
        {
            Seen++;
            Assert.InRange(write.Values.Length, 1, write.Area == ModbusArea.Coil ? ModbusLimits.MaxWriteBits : ModbusLimits.MaxWriteRegisters);
            Assert.InRange(write.Address + write.Values.Length, 1, 65_536);
            return ValueTask.FromResult(ModbusExceptionCode.None);
        }
    }

    private static int Mutate(Random random, byte[] seed, byte[] pdu)
    {
        seed.CopyTo(pdu, 0);
        var length = seed.Length;
        for (var mutations = random.Next(1, 5); mutations > 0; mutations--)
        {
            switch (random.Next(6))
            {
                case 0:
                    pdu[random.Next(length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    pdu[random.Next(length)] = (byte)random.Next(256);
                    break;
                case 2:
                    length = random.Next(1, length + 1);
                    break;
                case 3:
                    var more = random.Next(1, 260 - length > 1 ? 260 - length : 2);
                    random.NextBytes(pdu.AsSpan(length, more));
                    length += more;
                    break;
                case 4:
                    pdu[random.Next(length)] = 0xFF;
                    break;
                default:
                    pdu[0] = (byte)random.Next(256);
                    break;
            }
            length = Math.Clamp(length, 1, 260);
        }
        return length;
    }

    private static void Decode(ReadOnlySpan<byte> pdu)
    {
        _ = ReadRequest.TryRead(pdu, out _);
        _ = ReadResponse.TryRead(pdu, out _);
        _ = WriteSingle.TryRead(pdu, out _);
        _ = WriteMultipleRequest.TryRead(pdu, out _);
        _ = WriteMultipleResponse.TryRead(pdu, out _);
        _ = PlainRequest.TryRead(pdu, out _);
        _ = ExceptionStatusResponse.TryRead(pdu, out _);
        _ = Diagnostics.TryRead(pdu, out _);
        _ = EventCounterResponse.TryRead(pdu, out _);
        _ = EventLogResponse.TryRead(pdu, out _);
        _ = ServerIdResponse.TryRead(pdu, out _);
        _ = MaskWrite.TryRead(pdu, out _);
        _ = ReadWriteMultipleRequest.TryRead(pdu, out _);
        _ = FifoRequest.TryRead(pdu, out _);
        _ = FifoResponse.TryRead(pdu, out _);
        _ = IdentificationRequest.TryRead(pdu, out _);
        _ = ExceptionResponse.TryRead(pdu, out _);
        if (FileRecordGroups.TryRead(pdu, out var groups) == DecodeStatus.Complete)
        {
            while (groups.TryNext(out _, out _))
            {
            }
        }
        if (FileRecordResponse.TryRead(pdu, out var records) == DecodeStatus.Complete)
        {
            while (records.TryNext(out _))
            {
            }
        }
        if (IdentificationResponse.TryRead(pdu, out var objects) == DecodeStatus.Complete)
        {
            while (objects.TryNext(out _, out _))
            {
            }
        }
    }

    /// <summary>The PDU in a frame that is damaged in turn, in two pieces, through a reader that has seen everything before it.</summary>
    private static void Frame(Random random, (ModbusFraming Framing, FrameReader Reader) reader, ReadOnlySpan<byte> pdu, byte[] stream)
    {
        var length = FrameWriter.Write(reader.Framing, (ushort)random.Next(65_536), (byte)random.Next(4), pdu, stream);
        if (random.Next(2) == 0)
            stream[random.Next(length)] ^= (byte)(1 << random.Next(8));
        var cut = random.Next(length + 1);
        Drain(reader.Reader, stream.AsSpan(0, cut));
        Drain(reader.Reader, stream.AsSpan(cut, length - cut));
        if (random.Next(50) == 0)
            reader.Reader.Reset();
    }

    private static void Drain(FrameReader reader, ReadOnlySpan<byte> bytes)
    {
        for (var steps = 0; ; steps++)
        {
            var status = reader.Next(ref bytes, out _);
            if (status == FrameStatus.Lost)
                reader.Reset();
            if (status is FrameStatus.Short or FrameStatus.Lost)
                return;
            Assert.True(steps < 2_000, "the reader makes no progress");
        }
    }
}
