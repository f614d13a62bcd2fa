using Millwright.Flow.Files;
using Millwright.Historian.Blocks;
using Millwright.Historian.Codec;

namespace Millwright.Product.Tests.Historian;

public sealed class DirectoryWriterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(744)]
    [InlineData(5_000)]
    public void A_directory_of_many_pieces_is_the_entries_in_a_row(int tags)
    {
        using var directory = new DirectoryWriter();
        var plain = new ByteWriter();
        for (var i = 0; i < tags; i++)
        {
            var entry = new DirectoryEntry(new(new Guid(i + 1, 0, 0, new byte[8])), i, i + 1, i + 2, i + 3, (uint)i, (uint)-i);
            directory.Add(entry);
            entry.Write(plain);
        }
        directory.Add(new FlushRange(3, 9));
        plain.WriteUInt64(3);
        plain.WriteUInt64(9);
        var bytes = directory.Pieces.SelectMany(p => p.ToArray()).ToArray();
        Assert.Equal(plain.Written.ToArray(), bytes);
        Assert.Equal(Crc32C.Of(bytes), directory.Checksum);
    }
}
