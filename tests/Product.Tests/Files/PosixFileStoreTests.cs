using Millwright.Flow.Files;
using Millwright.Product.Tests.Log;

namespace Millwright.Product.Tests.Files;

public sealed class PosixFileStoreTests : IDisposable
{
    private readonly PosixFileStore _files = new();
    private readonly string _folder = LogPlant.TemporaryFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_written_is_read_back_and_a_read_stops_at_the_end()
    {
        using var file = _files.Create(At("a"));
        file.Write(3, [1, 2, 3]);
        file.Sync();
        _files.SyncDirectory(_folder);
        var buffer = new byte[10];
        Assert.Equal(6, file.Read(0, buffer));
        Assert.Equal([0, 0, 0, 1, 2, 3], buffer[..6]);
        file.Truncate(2);
        Assert.Equal(2, file.Length);
    }

    [Fact]
    public void A_file_that_stands_is_not_created_again()
    {
        _files.Create(At("a")).Dispose();
        var error = Assert.Throws<IOException>(() => _files.Create(At("a")));
        Assert.Contains(At("a"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_is_named()
    {
        var error = Assert.ThrowsAny<IOException>(() => _files.Open(At("missing"), writable: false));
        Assert.Contains(At("missing"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_sync_is_reported_with_the_systems_reason()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("needs Linux: a file of /proc cannot be synced");
        using var device = _files.Open("/proc/self/comm", writable: true);
        var error = Assert.Throws<IOException>(device.Sync);
        Assert.Equal(22, error.HResult);
        Assert.Contains("cannot sync /proc/self/comm: Invalid argument", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_known_by_its_error()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("needs Linux: /dev/full");
        using var device = _files.Open("/dev/full", writable: true);
        var error = Assert.ThrowsAny<IOException>(() => device.Write(0, [1]));
        Assert.True(FileErrors.IsNoSpace(error), $"{error.HResult}: {error.Message}");
    }

    [Fact]
    public void A_folder_that_is_missing_cannot_be_synced()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("needs a system whose folders can be synced");
        var error = Assert.Throws<IOException>(() => _files.SyncDirectory(At("missing")));
        Assert.Contains("No such file or directory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_is_given_once_until_it_is_let_go()
    {
        var first = _files.TryLock(At("lock"));
        Assert.NotNull(first);
        Assert.Null(_files.TryLock(At("lock")));
        first.Dispose();
        using var second = _files.TryLock(At("lock"));
        Assert.NotNull(second);
    }

    [Fact]
    public void A_folder_that_does_not_exist_lists_nothing_and_files_come_in_order()
    {
        Assert.Empty(_files.List(At("missing")));
        foreach (var name in new[] { "b", "a", "B" })
            _files.Create(At(name)).Dispose();
        Assert.Equal([At("B"), At("a"), At("b")], _files.List(_folder));
    }

    [Fact]
    public void The_free_space_of_a_folder_is_known() => Assert.True(_files.FreeBytes(_folder) > 0);

    [Fact]
    public void The_checksum_is_that_of_the_standard() => Assert.Equal(0xE306_9283, Crc32C.Of("123456789"u8));

    private string At(string name) => Path.Combine(_folder, name);
}
