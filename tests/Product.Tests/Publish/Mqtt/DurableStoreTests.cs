using Millwright.Fakes;
using Millwright.Publish.Mqtt.Storage;

namespace Millwright.Product.Tests.Publish.Mqtt;

public sealed class DurableStoreTests
{
    private readonly FaultyFileStore _files = new();

    [Fact]
    public void The_disk_does_not_grow_with_what_is_over()
    {
        var random = new Random(1);
        using var life = new StoreLife(_files);
        for (var turn = 0; turn < 1_000; turn++)
        {
            life.Turn(random);
            if (turn % 50 == 0)
                life.Wait();
        }
        life.Wait();
        var text = life.Model.Text;
        var names = _files.List("/data/mqtt");
        Assert.True(names.Count > 1);
        Assert.DoesNotContain("/data/mqtt/sessions-0000000001.log", names);
        life.Dispose();
        using var next = new StoreLife(_files);
        Assert.Equal(text, next.Model.Text);
    }

    [Fact]
    public void Whatever_bit_of_the_files_flips_the_state_is_an_earlier_one_or_the_store_does_not_open()
    {
        var random = new Random(7);
        var states = new HashSet<string>();
        using (var life = new StoreLife(_files))
        {
            states.Add(life.Model.Text);
            for (var turn = 0; turn < 12; turn++)
            {
                life.Turn(random);
                states.Add(life.Model.Text);
                life.Wait();
            }
        }
        var (refused, earlier) = (0, 0);
        foreach (var path in _files.List("/data/mqtt").Where(p => p.EndsWith(".log", StringComparison.Ordinal)))
        {
            var whole = _files.Content(path);
            for (var at = 0; at < whole.Length; at += 5)
            {
                var damaged = whole.ToArray();
                damaged[at] ^= (byte)(1 << (at % 8));
                var copy = new FaultyFileStore();
                foreach (var other in _files.List("/data/mqtt"))
                    copy.SetContent(other, other == path ? damaged : _files.Content(other));
                try
                {
                    using var life = new StoreLife(copy);
                    Assert.Contains(life.Model.Text, states);
                    earlier++;
                }
                catch (StoreDamagedException e)
                {
                    Assert.Contains("is damaged at byte", e.Message, StringComparison.Ordinal);
                    refused++;
                }
            }
        }
        // All but the last frame was known to be durable by a later one.
        Assert.True(refused > earlier, $"{refused} refused, {earlier} read as an earlier state");
    }

    [Fact]
    public void Wherever_the_last_file_is_cut_the_store_opens_with_the_turns_before()
    {
        var random = new Random(3);
        var states = new List<string>();
        using (var life = new StoreLife(_files))
        {
            states.Add(life.Model.Text);
            for (var turn = 0; turn < 12; turn++)
            {
                life.Turn(random);
                states.Add(life.Model.Text);
                life.Wait();
            }
        }
        var path = _files.List("/data/mqtt").Last(p => p.EndsWith(".log", StringComparison.Ordinal));
        var whole = _files.Content(path);
        var last = 0;
        for (var length = 0; length <= whole.Length; length++)
        {
            var copy = new FaultyFileStore();
            foreach (var other in _files.List("/data/mqtt"))
                copy.SetContent(other, other == path ? whole[..length] : _files.Content(other));
            using var life = new StoreLife(copy);
            var now = states.LastIndexOf(life.Model.Text);
            Assert.True(now >= last, $"cut to {length}: state {now} after state {last}");
            last = now;
        }
        Assert.Equal(states.Count - 1, last);
    }

    [Fact]
    public void A_missing_file_is_noticed()
    {
        var random = new Random(5);
        using (var life = new StoreLife(_files))
        {
            while (_files.List("/data/mqtt").Count < 4)
            {
                life.Turn(random);
                life.Wait();
            }
        }
        _files.Delete(_files.List("/data/mqtt").Where(p => p.EndsWith(".log", StringComparison.Ordinal)).ElementAt(1));
        var refused = Assert.Throws<StoreDamagedException>(() => new StoreLife(_files));
        Assert.Contains("what was between is gone", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_processes_never_share_a_folder()
    {
        using var life = new StoreLife(_files);
        var refused = Assert.Throws<IOException>(() => new StoreLife(_files));
        Assert.Contains("in use by another process", refused.Message, StringComparison.Ordinal);
    }
}
