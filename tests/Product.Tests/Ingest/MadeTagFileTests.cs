using Millwright.Host.Ingest;
using Millwright.Model;
using Millwright.Product.Tests.Control;

namespace Millwright.Product.Tests.Ingest;

public sealed class MadeTagFileTests
{
    private const string Path = "/data/made-tags.json";

    private readonly MemoryFiles _files = new();

    [Fact]
    public void What_was_added_is_there_at_the_next_start()
    {
        var file = new MadeTagFile(_files, Path);
        Assert.Empty(file.Load());
        file.Add([], Tags(0, 2));
        file.Add(Tags(0, 2), Tags(2, 1));
        Assert.Equal(Tags(0, 3), new MadeTagFile(_files, Path).Load());
        var next = new MadeTagFile(_files, Path);
        next.Load();
        next.Add(Tags(0, 3), Tags(3, 1));
        _files.LosePower();
        Assert.Equal(Tags(0, 4), new MadeTagFile(_files, Path).Load());
    }

    [Fact]
    public void Groups_that_have_become_more_than_the_file_become_one_file_with_it()
    {
        var file = new MadeTagFile(_files, Path);
        file.Load();
        var written = 0;
        for (var count = 0; count < 4_000; count += 500)
        {
            file.Add(Tags(0, count), Tags(count, 500));
            written += _files.Exists(Path) ? 0 : 1;
            Assert.Equal(Tags(0, count + 500), new MadeTagFile(_files, Path).Load());
        }
        Assert.InRange(written, 1, 7);
    }

    [Fact]
    public void A_group_that_is_torn_at_any_place_is_left_out_and_the_next_one_stands()
    {
        var file = new MadeTagFile(_files, Path);
        file.Load();
        file.Add([], Tags(0, 1));
        var sound = _files[Path + MadeTagFile.MoreSuffix].Length;
        file.Add(Tags(0, 1), Tags(1, 1));
        var whole = _files[Path + MadeTagFile.MoreSuffix];
        for (var length = sound; length < whole.Length; length++)
        {
            _files[Path + MadeTagFile.MoreSuffix] = whole[..length];
            var torn = new MadeTagFile(_files, Path);
            Assert.Equal(Tags(0, 1), torn.Load());
            torn.Add(Tags(0, 1), Tags(7, 1));
            Assert.Equal([.. Tags(0, 1), .. Tags(7, 1)], new MadeTagFile(_files, Path).Load());
            _files.Delete(Path);
        }
    }

    [Fact]
    public void Damage_before_the_last_group_is_an_error()
    {
        var file = new MadeTagFile(_files, Path);
        file.Load();
        file.Add([], Tags(0, 1));
        file.Add(Tags(0, 1), Tags(1, 1));
        var bytes = _files[Path + MadeTagFile.MoreSuffix];
        bytes[20] ^= 1;
        _files[Path + MadeTagFile.MoreSuffix] = bytes;
        Assert.Contains("is damaged before its end", Assert.Throws<IOException>(() => new MadeTagFile(_files, Path).Load()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_failed_sync_all_is_stored_anew()
    {
        var file = new MadeTagFile(_files, Path);
        file.Load();
        file.Add([], Tags(0, 1));
        _files.FailSync = true;
        Assert.Throws<IOException>(() => file.Add(Tags(0, 1), Tags(1, 1)));
        _files.FailSync = false;
        file.Add(Tags(0, 1), Tags(2, 1));
        _files.LosePower();
        Assert.Equal([.. Tags(0, 1), .. Tags(2, 1)], new MadeTagFile(_files, Path).Load());
        Assert.False(_files.Exists(Path + MadeTagFile.MoreSuffix));
    }

    private static MadeTag[] Tags(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i => new MadeTag("telegraf", $"m,k=v{i} value", $"m/v{i}/value", TagKind.Float64))];
}
