using Millwright.Fakes;
using Millwright.Flow.Log;
using Millwright.Historian.Events;
using Millwright.Model;

namespace Millwright.Fuzz.Events;

/// <summary>Mutated events and mutated files of the event store: never a crash. <c>MILLWRIGHT_FUZZ</c> sets the number of mutants.</summary>
public sealed class EventFuzz
{
    private const int DefaultMutants = 50_000;
    private const string Folder = "/fuzz";

    private static int Mutants => int.TryParse(Environment.GetEnvironmentVariable("MILLWRIGHT_FUZZ"), out var asked) ? asked : DefaultMutants;

    [Fact]
    public void Mutated_events_are_refused_or_are_events_that_can_be_written_again()
    {
        var events = Happenings(12);
        var bytes = new byte[EventCodec.MaxBytes(events)];
        var whole = bytes.AsSpan(0, EventCodec.Encode(events, bytes)).ToArray();
        for (var seed = 0; seed < Mutants; seed++)
        {
            if (!EventCodec.TryDecode(Mutate(whole, new Random(seed)), out var read))
                continue;
            var again = new byte[EventCodec.MaxBytes(read)];
            var length = EventCodec.Encode(read, again);
            Assert.True(EventCodec.TryDecode(again.AsSpan(0, length), out var twice) && twice.Count == read.Count, $"seed {seed}");
        }
    }

    [Fact]
    public void Mutated_files_give_events_that_were_written_or_name_the_damage()
    {
        var files = new FaultyFileStore();
        files.CreateDirectory(Folder);
        var events = Happenings(30);
        using (var writer = EventFileWriter.Create(files, Folder, 1, events[0].Time))
        {
            for (var i = 0; i < 3; i++)
                writer.Append(events[(i * 10)..(i * 10 + 10)], 0, i * 10 + 10);
            writer.Sync();
        }
        var path = files.List(Folder).Single();
        var whole = files.Content(path);
        for (var seed = 0; seed < Mutants / 5; seed++)
        {
            var mutant = new FaultyFileStore();
            mutant.SetContent(path, Mutate(whole, new Random(seed)));
            foreach (var block in EventFile.Scan(mutant, path, out _, out _))
            {
                var read = EventFile.Read(mutant, block, out var problem);
                Assert.True(read is not null && problem is null, $"seed {seed}");
                Assert.Equal(block.Frame.Count, read!.Count);
                Assert.Equal(events[((int)block.Frame.Until - 10)..(int)block.Frame.Until].Select(e => e.Message), read.Select(e => e.Message));
            }
        }
    }

    [Fact]
    public void A_mutated_file_of_standing_conditions_is_refused()
    {
        var files = new FaultyFileStore();
        files.CreateDirectory(Folder);
        new StandingFile(files, Folder).Write(7, 9, Happenings(20));
        var whole = files.Content($"{Folder}/standing");
        Assert.True(StandingFile.TryParse(whole, out var through, []) && through == (7, 9));
        for (var seed = 0; seed < Mutants / 5; seed++)
        {
            var mutant = Mutate(whole, new Random(seed));
            Assert.True(!StandingFile.TryParse(mutant, out _, []) || mutant.AsSpan().SequenceEqual(whole), $"seed {seed}");
        }
    }

    private static Event[] Happenings(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => new Event
        {
            Id = new(new Guid(i + 1, 0, 0, new byte[8])),
            Connection = "press",
            Source = TagPath.Parse($"acme/press{i % 3}"),
            SourceName = "Press",
            Time = new(638_000_000_000_000_000 + i),
            ReceiveTime = new(638_000_000_000_000_000 + i),
            Severity = i % 1000 + 1,
            Type = "AlarmConditionType",
            Message = $"number {i}",
            Condition = i % 2 == 0 ? null : new("c", ConditionFlags.Active) { Comment = "seen" },
            Fields = [new("a", TagValue.Of(1.5)), new("b", TagValue.Of("text")), new("c", TagValue.OfArray(new[] { 1, 2, 3 }))],
        }),
    ];

    private static byte[] Mutate(byte[] whole, Random random)
    {
        var mutant = (byte[])whole.Clone();
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var at = random.Next(mutant.Length);
            switch (random.Next(4))
            {
                case 0:
                    mutant[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    mutant[at] = (byte)random.Next(256);
                    break;
                case 2:
                    random.NextBytes(mutant.AsSpan(at, Math.Min(random.Next(1, 20), mutant.Length - at)));
                    break;
                default:
                    mutant = mutant[..Math.Max(1, at)];
                    break;
            }
        }
        return mutant;
    }
}
