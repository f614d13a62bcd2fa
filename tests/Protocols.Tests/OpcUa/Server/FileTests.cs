using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Channel;

namespace Millwright.Protocols.Tests.OpcUa.Server;

/// <summary>Files of our server, opened by our client.</summary>
public class FileTests
{
    private static readonly NodeId Recipe = new(1, "Press.Recipe.csv");

    [Fact]
    public async Task A_file_is_written_read_and_positioned()
    {
        var content = new MemoryFile();
        await using var bench = Bench(content);
        await using var client = bench.Client();
        await client.ConnectAsync();
        var bytes = Enumerable.Range(0, 200_000).Select(i => (byte)i).ToArray();
        await client.WriteFileAsync(Recipe, bytes);
        Assert.Equal(bytes, content.Bytes);
        Assert.Equal(bytes, await client.ReadFileAsync(Recipe));
        Assert.Equal(200_000UL, (await client.ReadValueAsync(await client.FindAsync(Recipe, [new QualifiedName("Size")]))).Value.AsUInt64());
        await using (var open = await client.OpenFileAsync(Recipe, OpenFileModes.Read))
        {
            await open.SetPositionAsync(199_998);
            Assert.Equal([bytes[^2], bytes[^1]], await open.ReadAsync(100));
            Assert.Empty(await open.ReadAsync(100));
            await open.SetPositionAsync(ulong.MaxValue);
            Assert.Equal(200_000UL, await open.GetPositionAsync());
            await RefusedAsync(StatusCodes.BadInvalidState, () => open.WriteAsync([1]).AsTask());
        }
        await using (var open = await client.OpenFileAsync(Recipe, OpenFileModes.Write | OpenFileModes.Append))
            await open.WriteAsync([7, 8, 9]);
        Assert.Equal([7, 8, 9], content.Bytes[^3..]);
        await RefusedAsync(StatusCodes.BadEncodingLimitsExceeded, () => client.ReadFileAsync(Recipe, maxBytes: 1_000).AsTask());
    }

    [Fact]
    public async Task One_writes_alone_and_many_read_and_a_session_leaves_nothing_open()
    {
        await using var bench = Bench(new MemoryFile());
        await using var client = bench.Client();
        await using var other = bench.Client();
        await client.ConnectAsync();
        await other.ConnectAsync();
        var readers = new[] { await client.OpenFileAsync(Recipe, OpenFileModes.Read), await other.OpenFileAsync(Recipe, OpenFileModes.Read) };
        var count = await client.FindAsync(Recipe, [new QualifiedName("OpenCount")]);
        Assert.Equal(2, (await client.ReadValueAsync(count)).Value.AsUInt16());
        await RefusedAsync(StatusCodes.BadNotWritable, () => client.OpenFileAsync(Recipe, OpenFileModes.Write).AsTask());
        foreach (var reader in readers)
            await reader.CloseAsync();
        var writer = await other.OpenFileAsync(Recipe, OpenFileModes.Write);
        await RefusedAsync(StatusCodes.BadNotWritable, () => client.OpenFileAsync(Recipe, OpenFileModes.Read).AsTask());
        await writer.WriteAsync([1, 2, 3]);
        await other.DisposeAsync();
        await using var after = bench.Client();
        await after.ConnectAsync();
        using var limit = new CancellationTokenSource(ChannelBench.Soon, TimeProvider.System);
        while ((await after.ReadValueAsync(count, limit.Token)).Value.AsUInt16() != 0)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
        await (await after.OpenFileAsync(Recipe, OpenFileModes.Read)).CloseAsync();
    }

    [Fact]
    public async Task Modes_handles_and_arguments_that_make_no_sense_are_refused()
    {
        await using var bench = Bench(new MemoryFile());
        await using var client = bench.Client();
        await client.ConnectAsync();
        foreach (var modes in (OpenFileModes[])[OpenFileModes.None, OpenFileModes.EraseExisting, OpenFileModes.Read | OpenFileModes.Append, (OpenFileModes)0x80])
            await RefusedAsync(StatusCodes.BadInvalidArgument, () => client.OpenFileAsync(Recipe, modes).AsTask());
        Assert.Equal<StatusCode>(StatusCodes.BadInvalidArgument, (await client.CallAsync(Recipe, new NodeId(11585), [new Variant(4711u), new Variant(5)])).StatusCode);
        Assert.Equal<StatusCode>(StatusCodes.BadInvalidArgument, (await client.CallAsync(Recipe, new NodeId(11585), [new Variant(1), new Variant(5)])).StatusCode);
        Assert.Equal<StatusCode>(StatusCodes.BadArgumentsMissing, (await client.CallAsync(Recipe, new NodeId(11580), [])).StatusCode);
        await using var open = await client.OpenFileAsync(Recipe, OpenFileModes.Read);
        // Somebody else's handle opens nothing.
        await using var other = bench.Client();
        await other.ConnectAsync();
        for (var handle = 1u; handle < 20; handle++)
            Assert.True((await other.CallAsync(Recipe, new NodeId(11590), [new Variant(handle)])).StatusCode.IsBad);
        for (var i = 0; i < 15; i++)
            await client.OpenFileAsync(Recipe, OpenFileModes.Read);
        await RefusedAsync(StatusCodes.BadTooManyOperations, () => client.OpenFileAsync(Recipe, OpenFileModes.Read).AsTask());
    }

    [Fact]
    public async Task A_file_for_reading_alone_and_one_for_others_are_refused()
    {
        await using var bench = Bench(new MemoryFile { IsWritable = false, IsSecret = true });
        await using var client = bench.Client();
        await client.ConnectAsync();
        await RefusedAsync(StatusCodes.BadNotWritable, () => client.OpenFileAsync(Recipe, OpenFileModes.Write).AsTask());
        await RefusedAsync(StatusCodes.BadUserAccessDenied, () => client.OpenFileAsync(Recipe, OpenFileModes.Read).AsTask());
    }

    private static ServerBench Bench(MemoryFile content)
    {
        var bench = new ServerBench(o => o with { Time = TimeProvider.System });
        bench.Server.AddFile(new NodeId(1, "Press"), Recipe, new QualifiedName(1, "Recipe.csv"), content);
        return bench;
    }

    private static async Task RefusedAsync(StatusCodes expected, Func<Task> ask) => Assert.Equal<StatusCode>(expected, (await Assert.ThrowsAsync<UaException>(ask)).Status);

    private sealed class MemoryFile : IServedFile
    {
        public byte[] Bytes { get; private set; } = [];

        public long Size => Bytes.Length;

        public bool IsWritable { get; init; } = true;

        public bool IsSecret { get; init; }

        public bool MayOpen(ServiceCaller caller, bool writes) => !IsSecret;

        public ValueTask<Stream> OpenAsync(ServiceCaller caller, OpenFileModes modes, CancellationToken cancellation)
        {
            var stream = new Kept(this);
            if ((modes & OpenFileModes.EraseExisting) == 0)
                stream.Write(Bytes);
            if ((modes & OpenFileModes.Append) == 0)
                stream.Position = 0;
            return ValueTask.FromResult<Stream>(stream);
        }

        private sealed class Kept(MemoryFile file) : MemoryStream
        {
            protected override void Dispose(bool disposing)
            {
                file.Bytes = ToArray();
                base.Dispose(disposing);
            }
        }
    }
}
