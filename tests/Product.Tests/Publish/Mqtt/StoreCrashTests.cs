using Millwright.Fakes;
using Millwright.Publish.Mqtt.Storage;

namespace Millwright.Product.Tests.Publish.Mqtt;

/// <summary>R2, R4 and R5 for sessions and their messages: what was acknowledged is there, whatever became of the disk.</summary>
public sealed class StoreCrashTests
{
    private const int Seeds = 1_000;

    [Fact]
    public void Nothing_acknowledged_is_lost_in_a_thousand_power_cuts()
    {
        for (var seed = 0; seed < Seeds; seed++)
            Assert.Null(Run(seed, syncsAreLies: false));
    }

    [Fact]
    public void The_test_notices_a_disk_whose_syncs_do_nothing()
    {
        var noticed = Enumerable.Range(0, 50).Count(seed => Run(seed, syncsAreLies: true) is not null);
        Assert.True(noticed > 10, $"only {noticed} of 50 lying disks were noticed");
    }

    [Fact]
    public void After_a_failed_call_nothing_is_acknowledged_and_a_restart_has_all_that_was()
    {
        for (var call = 0; call < 160; call++)
        {
            var random = new Random(call);
            var files = new FaultyFileStore();
            var failAt = call;
            files.Fault = (number, name) => number >= failAt && name is not "open" ? 5 : null;
            IReadOnlyList<string> possible;
            try
            {
                using var life = new StoreLife(files.Process);
                for (var turn = 0; turn < 60 && !life.HasFailed; turn++)
                {
                    life.Turn(random);
                    if (turn % 4 == 0 && !life.Wait())
                        break;
                }
                possible = life.Possible;
            }
            catch (IOException)
            {
                // It could not even be opened: nothing was promised.
                possible = ["", Environment.NewLine];
            }
            files.Fault = null;
            files.CutPower(random);
            using var next = new StoreLife(files.Process);
            Assert.True(possible.Contains(next.Model.Text), $"call {call}: the state is none of {possible.Count} possible ones");
        }
    }

    [Fact]
    public void A_full_disk_ends_the_store_and_when_there_is_room_again_everything_acknowledged_is_there()
    {
        for (var capacity = 2_000; capacity < 20_000; capacity += 1_500)
        {
            var random = new Random(capacity);
            var files = new FaultyFileStore { Capacity = capacity };
            IReadOnlyList<string> possible;
            using (var life = new StoreLife(files.Process))
            {
                for (var turn = 0; turn < 2_000 && !life.HasFailed; turn++)
                {
                    life.Turn(random);
                    if (turn % 3 == 0 && !life.Wait())
                        break;
                }
                possible = life.Possible;
            }
            files.Capacity = 1L << 40;
            using var next = new StoreLife(files.Process);
            Assert.True(possible.Contains(next.Model.Text), $"capacity {capacity}: the state is none of {possible.Count} possible ones");
            next.Turn(random);
            Assert.True(next.Wait());
        }
    }

    /// <summary>Some lives of a store, each ended by a power cut or a kill.</summary>
    /// <returns>What is wrong, null when nothing is.</returns>
    private static string? Run(int seed, bool syncsAreLies)
    {
        var random = new Random(seed);
        var files = new FaultyFileStore { SyncsAreLies = syncsAreLies };
        IReadOnlyList<string>? possible = null;
        for (var life = 0; life < 3; life++)
        {
            StoreLife now;
            try
            {
                now = new(files.Process);
            }
            catch (StoreDamagedException e)
            {
                return $"seed {seed}, life {life}: {e.Message}";
            }
            using (now)
            {
                if (possible?.Contains(now.Model.Text) == false)
                    return $"seed {seed}, life {life}: the state is none of {possible.Count} possible ones";
                for (var turn = random.Next(1, 25); turn > 0; turn--)
                {
                    now.Turn(random);
                    if (random.Next(4) == 0)
                        now.Wait();
                }
                // What is told until now was acknowledged; what the thread still does races with the cut, as it does in life.
                possible = now.Possible;
                if (random.Next(4) == 0)
                    files.Kill();
                else
                    files.CutPower(random);
            }
        }
        return null;
    }
}
