using System.Net;
using System.Net.Sockets;
using Millwright.Wire.Transports;

namespace Millwright.Protocols.Tests.Wire;

public sealed class EndSendingTests
{
    public static TheoryData<bool> Loops => IoLoop.IsSupported ? [true, false] : [false];

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task The_far_side_reads_everything_and_the_end_and_can_still_be_heard(bool onLoop)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        using var loop = onLoop ? new IoLoop() : null;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var far = new TcpClient();
        await far.ConnectAsync((IPEndPoint)listener.LocalEndpoint, limit.Token);
        await using var near = TcpTransport.Wrap(await listener.AcceptSocketAsync(limit.Token), loop);
        var heard = new Listener();
        near.Start(heard);
        var sent = new byte[40_000];
        Assert.True(near.Send(sent));
        near.EndSending();
        Assert.False(near.Send([1]));
        var received = 0;
        var buffer = new byte[4096];
        for (int count; (count = await far.GetStream().ReadAsync(buffer, limit.Token)) > 0;)
            received += count;
        Assert.Equal(sent.Length, received);
        await far.GetStream().WriteAsync(new byte[] { 7 }, limit.Token);
        Assert.Equal(7, await heard.First.Task.WaitAsync(limit.Token));
    }

    [Fact]
    public async Task The_end_of_a_turn_is_told_after_its_events()
    {
        if (!IoLoop.IsSupported)
            Assert.Skip("the loop is for Linux");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        using var loop = new IoLoop();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var far = new TcpClient();
        await far.ConnectAsync((IPEndPoint)listener.LocalEndpoint, limit.Token);
        await using var near = TcpTransport.Wrap(await listener.AcceptSocketAsync(limit.Token), loop);
        var heard = new Listener();
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var turnEnded = () =>
        {
            if (heard.First.Task.IsCompleted)
                told.TrySetResult();
        };
        loop.AddTurnEnd(turnEnded);
        near.Start(heard);
        await far.GetStream().WriteAsync(new byte[] { 7 }, limit.Token);
        await told.Task.WaitAsync(limit.Token);
        loop.RemoveTurnEnd(turnEnded);
    }

    private sealed class Listener : ITransportReceiver
    {
        public TaskCompletionSource<byte> First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnReceived(ReadOnlySpan<byte> bytes) => First.TrySetResult(bytes[0]);

        public void OnClosed(Exception? cause)
        {
        }
    }
}
