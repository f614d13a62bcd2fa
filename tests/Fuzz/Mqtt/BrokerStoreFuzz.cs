using Millwright.Fakes;
using Millwright.Fuzz.Log;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Storage;
using Millwright.Product.Tests.Publish.Mqtt;
using Millwright.Publish.Mqtt.Storage;

namespace Millwright.Fuzz.Mqtt;

/// <summary>Mutated files of the broker's store: what some turn had left, or damage by name. <c>MILLWRIGHT_FUZZ</c> sets the number of mutants.</summary>
public sealed class BrokerStoreFuzz
{
    private const int DefaultMutants = 20_000;
    private const int Turns = 24;
    private const uint Segment = 1;
    private const string Folder = "/fuzz";

    private static int Mutants => int.TryParse(Environment.GetEnvironmentVariable("MILLWRIGHT_FUZZ"), out var asked) ? asked : DefaultMutants;

    [Fact]
    public void A_mutated_file_gives_what_some_turn_had_left_or_is_named_as_damaged()
    {
        var (content, ends) = Write();
        var known = ends.Select(end => Restore(content[..end])).ToHashSet();
        Assert.True(known.Count > Turns / 2);
        var damaged = 0;
        for (var seed = 0; seed < Mutants; seed++)
        {
            var text = Restore(SegmentFuzz.Mutate(content, new Random(seed)));
            damaged += text is null ? 1 : 0;
            Assert.True(text is null || known.Contains(text), $"seed {seed} gives a state that never was:\n{text}");
        }
        Assert.InRange(damaged, 1, Mutants);
    }

    [Fact]
    public void A_record_that_is_none_under_a_right_checksum_is_named_as_damaged_and_never_a_crash()
    {
        var (content, ends) = Write();
        var damaged = 0;
        for (var seed = 0; seed < Mutants; seed++)
        {
            var random = new Random(seed);
            var mutant = (byte[])content.Clone();
            var turn = random.Next(1, ends.Count);
            var frame = mutant.AsSpan(ends[turn - 1]..ends[turn]);
            for (var i = random.Next(1, 4); i > 0; i--)
                frame[random.Next(RecordFormat.HeaderBytes, frame.Length)] = (byte)(random.Next(3) == 0 ? 0xFF : random.Next(256));
            Assert.True(RecordFormat.TryRead(content.AsSpan(ends[turn - 1]), Segment, out var facts, out _));
            RecordFormat.Seal(frame, Segment, facts);
            damaged += Restore(mutant) is null ? 1 : 0;
        }
        Assert.InRange(damaged, 1, Mutants);
    }

    /// <summary>All that is restored, as text; null when the store says that it is damaged.</summary>
    private static string? Restore(byte[] content)
    {
        var files = new FaultyFileStore();
        files.CreateDirectory(Folder);
        var segments = new SegmentFiles(files, Folder);
        files.SetContent(segments.PathOf(Segment), content);
        var recovery = new StoreRecovery(segments);
        try
        {
            recovery.Run();
            return new StoreModel(recovery.Load()).Text;
        }
        catch (StoreDamagedException e)
        {
            Assert.Contains(segments.PathOf(Segment), e.Message, StringComparison.Ordinal);
            return null;
        }
    }

    /// <summary>A file of turns with every kind of record, and where each turn ends; the first end is 0.</summary>
    private static (byte[] Content, List<int> Ends) Write()
    {
        var buffer = new RecordBuffer();
        var random = new Random(1);
        for (var turn = 1; turn <= Turns; turn++)
        {
            Open(buffer, (ulong)turn * 10, random);
            if (turn > 4)
                TakeBack(buffer, (ulong)(turn - 4) * 10, turn % 5);
            buffer.EndFrame();
        }
        var ends = new List<int> { 0 };
        for (var at = 0; at < buffer.Count; ends.Add(at))
        {
            var frame = buffer.FrameAt(at, out var lastId);
            RecordFormat.Seal(frame, Segment, new(ends.Count, ends.Count - 1, lastId));
            at += frame.Length;
        }
        return (buffer.Bytes.ToArray(), ends);
    }

    private static void Open(RecordBuffer buffer, ulong id, Random random)
    {
        var payload = new byte[random.Next(60)];
        random.NextBytes(payload);
        var message = new StoredMessage(id + 1, Topic(id), payload, [0x01, 0x01], (MqttQos)random.Next(1, 3), true, random.Next(2) * 1_000_000L);
        buffer.Session(new(id, $"client-{id}", (uint)random.Next(), random.Next(), random.Next(2) == 0 ? null : message, (uint)random.Next(9), "cert:Prüfstand"));
        buffer.Subscription(id, new("a/+", new(MqttQos.ExactlyOnce, random.Next(2) == 0, true), (uint)random.Next(9)));
        buffer.Message(message);
        buffer.Retained(message.Id, message.Topic);
        buffer.Delivery(id, new(id + 2, message.Id, message.Qos, false, [1, 268_435_455], (ushort)random.Next(1, 65_536), (DeliveryState)random.Next(3)));
        buffer.Received(RecordKind.Received, id, 7);
    }

    private static void TakeBack(RecordBuffer buffer, ulong id, int what)
    {
        switch (what)
        {
            case 0:
                buffer.DropSession(id);
                break;
            case 1:
                buffer.DropSubscription(id, "a/+");
                break;
            case 2:
                buffer.DropDelivery(id, id + 2);
                break;
            case 3:
                buffer.Received(RecordKind.DropReceived, id, 7);
                break;
            default:
                buffer.DropRetained(Topic(id));
                break;
        }
    }

    private static byte[] Topic(ulong id) => [(byte)'a', (byte)'/', (byte)('a' + (id / 10 % 26))];
}
