using Millwright.Fakes;
using Millwright.Flow.Files;

namespace Millwright.Product.Tests.Files;

public sealed class AtomicFileTests
{
    private const string Folder = "/data";
    private const string State = "/data/state";

    [Fact]
    public void After_a_power_cut_at_any_call_the_old_content_stands_or_the_new_never_a_mixture()
    {
        var mixed = Enumerable.Range(0, 2_000).Select(i => (byte)i).ToArray();
        for (var seed = 0; seed < 500; seed++)
        {
            var files = new FaultyFileStore();
            AtomicFile.Replace(files, State, [1, 2, 3]);
            var cut = files.Calls + seed % 8;
            files.Fault = (number, _) => number >= cut ? FileErrors.IoError : null;
            var done = true;
            try
            {
                AtomicFile.Replace(files, State, mixed);
            }
            catch (IOException)
            {
                done = false;
            }
            files.Fault = null;
            files.CutPower(new Random(seed));
            var content = AtomicFile.Read(files, State, 4_096);
            Assert.True(content.AsSpan().SequenceEqual(mixed) || (!done && content.AsSpan().SequenceEqual<byte>([1, 2, 3])), $"seed {seed}");
        }
    }

    [Fact]
    public void What_a_failure_left_behind_does_not_hinder_the_next_try()
    {
        var files = new FaultyFileStore { Fault = (_, name) => name == "rename" ? FileErrors.IoError : null };
        Assert.Throws<IOException>(() => AtomicFile.Replace(files, State, [1]));
        files.Fault = null;
        AtomicFile.Replace(files, State, [2]);
        Assert.Equal([2], AtomicFile.Read(files, State, 1));
        Assert.Equal([State], files.List(Folder));
    }

    [Fact]
    public void A_file_beyond_its_limit_is_not_read()
    {
        var files = new FaultyFileStore();
        AtomicFile.Replace(files, State, new byte[11]);
        Assert.Throws<IOException>(() => AtomicFile.Read(files, State, 10));
    }
}
