using Millwright.Fakes;
using Millwright.Flow.Files;
using Millwright.Flow.Tags;
using Millwright.Model;

namespace Millwright.Product.Tests.Tags;

public sealed class TagRegistryTests
{
    private const string Folder = "/data";
    private const string File = "/data/" + TagRegistry.FileName;

    private static readonly TagPath Pressure = TagPath.Parse("acme/berlin/press3/pressure");
    private static readonly TagPath Temperature = TagPath.Parse("acme/berlin/press3/oil_temperature");

    [Fact]
    public void A_path_keeps_its_identity_over_a_power_cut()
    {
        var files = new FaultyFileStore();
        TagId id;
        using (var registry = Open(files))
            id = registry.GetOrAdd(Pressure);
        files.CutPower(new Random(1));
        using var again = Open(files);
        Assert.Equal(id, again.GetOrAdd(TagPath.Parse("ACME/berlin/Press3/Pressure")));
        Assert.NotEqual(id, again.GetOrAdd(Temperature));
        Assert.Empty(again.Damage);
    }

    [Fact]
    public void A_renamed_tag_keeps_its_identity_and_its_old_path_becomes_free()
    {
        var files = new FaultyFileStore();
        TagId id;
        using (var registry = Open(files))
        {
            id = registry.GetOrAdd(Pressure);
            Assert.True(registry.Rename(Pressure, Temperature));
        }
        using var again = Open(files);
        Assert.True(again.TryFind(Temperature, out var found));
        Assert.Equal(id, found);
        Assert.False(again.TryFind(Pressure, out _));
        Assert.True(again.TryFindFormer(Pressure, out var former));
        Assert.Equal(id, former);
        Assert.NotEqual(id, again.GetOrAdd(Pressure));
    }

    [Fact]
    public void Saying_formerly_again_changes_nothing()
    {
        var files = new FaultyFileStore();
        using var registry = Open(files);
        registry.GetOrAdd(Pressure);
        Assert.True(registry.Rename(Pressure, Temperature));
        var length = files.Content(File).Length;
        Assert.True(registry.Rename(Pressure, Temperature));
        Assert.Equal(length, files.Content(File).Length);
        Assert.False(registry.Rename(TagPath.Parse("acme/unknown"), Temperature));
    }

    [Fact]
    public void A_rename_onto_another_tag_is_refused()
    {
        using var registry = Open(new FaultyFileStore());
        registry.GetOrAdd([Pressure, Temperature]);
        var error = Assert.Throws<InvalidOperationException>(() => registry.Rename(Pressure, Temperature));
        Assert.Contains("a history of its own", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hundred_thousand_new_tags_take_one_sync()
    {
        var files = new FaultyFileStore();
        using var registry = Open(files);
        var syncs = 0;
        files.Fault = (_, name) =>
        {
            syncs += name == "sync" ? 1 : 0;
            return null;
        };
        var paths = Enumerable.Range(0, 100_000).Select(i => TagPath.Parse($"acme/berlin/line{i / 1000}/machine{i / 100}/tag{i}")).ToList();
        var ids = registry.GetOrAdd(paths);
        Assert.Equal(1, syncs);
        Assert.Equal(100_000, ids.Distinct().Count());
        using var again = Open(files);
        Assert.Equal(100_000, again.Count);
        Assert.Equal(ids, again.GetOrAdd(paths));
    }

    [Fact]
    public void A_torn_end_is_left_out_and_what_was_stored_before_stays()
    {
        var files = new FaultyFileStore();
        TagId id;
        int whole;
        using (var registry = Open(files))
        {
            id = registry.GetOrAdd(Pressure);
            whole = files.Content(File).Length;
            registry.GetOrAdd(Temperature);
        }
        var content = files.Content(File);
        for (var length = whole; length < content.Length; length++)
        {
            files.SetContent(File, content[..length]);
            using var again = Open(files);
            Assert.Equal(id, again.GetOrAdd(Pressure));
            Assert.Equal(1, again.Count);
            Assert.Empty(again.Damage);
            var added = again.GetOrAdd(Temperature);
            using var third = Open(files);
            Assert.Equal(added, third.GetOrAdd(Temperature));
        }
    }

    [Fact]
    public void A_flipped_bit_in_the_middle_is_reported_and_never_gives_a_wrong_identity()
    {
        var files = new FaultyFileStore();
        TagId first, second;
        using (var registry = Open(files))
        {
            first = registry.GetOrAdd(Pressure);
            second = registry.GetOrAdd(Temperature);
        }
        var content = files.Content(File);
        for (var bit = 0; bit < content.Length * 8; bit++)
        {
            var damaged = (byte[])content.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            files.SetContent(File, damaged);
            using var again = Open(files);
            if (again.TryFind(Pressure, out var one))
                Assert.Equal(first, one);
            if (again.TryFind(Temperature, out var two))
                Assert.Equal(second, two);
            // The last group alone could also be a torn end.
            Assert.True(again.Damage.Count > 0 || again.Count == 1, $"bit {bit}");
        }
    }

    [Fact]
    public void A_store_that_fails_changes_nothing_and_the_next_one_starts_a_new_file()
    {
        var files = new FaultyFileStore();
        using var registry = Open(files);
        var id = registry.GetOrAdd(Pressure);
        files.Fault = (_, name) => name == "sync" ? FileErrors.IoError : null;
        Assert.Throws<IOException>(() => registry.GetOrAdd(Temperature));
        Assert.False(registry.TryFind(Temperature, out _));
        files.Fault = null;
        var second = registry.GetOrAdd(Temperature);
        files.CutPower(new Random(3));
        using var again = Open(files);
        Assert.Equal([id, second], again.GetOrAdd([Pressure, Temperature]));
    }

    [Fact]
    public void Between_two_configurations_it_rests_and_the_file_knows_everything()
    {
        var files = new FaultyFileStore();
        using var registry = Open(files);
        var id = registry.GetOrAdd(Pressure);
        registry.Rest();
        Assert.Equal(id, registry.GetOrAdd(Pressure));
        registry.Rest();
        Assert.True(registry.Rename(Pressure, Temperature));
        registry.Rest();
        registry.Rest();
        Assert.True(registry.TryFindFormer(Pressure, out var former));
        Assert.Equal((id, id), (former, registry.GetOrAdd(Temperature)));
        Assert.Equal(1, registry.Count);
    }

    [Fact]
    public void After_a_store_that_failed_it_does_not_rest_for_only_memory_knows_everything()
    {
        var files = new FaultyFileStore();
        using var registry = Open(files);
        var id = registry.GetOrAdd(Pressure);
        files.Fault = (_, name) => name == "sync" ? FileErrors.IoError : null;
        Assert.Throws<IOException>(() => registry.GetOrAdd(Temperature));
        registry.Rest();
        files.Fault = null;
        files.SetContent(File, []);
        Assert.Equal(id, registry.GetOrAdd(Pressure));
        var second = registry.GetOrAdd(Temperature);
        using var again = Open(files);
        Assert.Equal([id, second], again.GetOrAdd([Pressure, Temperature]));
    }

    private static TagRegistry Open(FaultyFileStore files) => TagRegistry.Open(files.Process, Folder, TimeProvider.System);
}
