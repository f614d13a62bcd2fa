using Millwright.Modbus.Client;
using Millwright.Modbus.Framing;
using Millwright.Modbus.Messages;
using Millwright.Modbus.Server;
using Millwright.Protocols.Tests.Fakes;
using Millwright.Wire.Transports;

namespace Millwright.Protocols.Tests.Modbus;

public sealed class ModbusClientTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ManualTime _time = new();
    private readonly ScriptedPeer _peer = new();
    private ModbusClient? _client;

    [Fact]
    public async Task A_read_fills_the_callers_memory()
    {
        var client = await ConnectAsync();
        var registers = new ushort[3];
        var read = client.ReadHoldingRegistersAsync(17, 0x6B, registers).AsTask();
        var request = await _peer.ReceiveAsync();
        Assert.Equal("1103006B0003", Convert.ToHexString(request.AsSpan(6)));
        await _peer.AnswerAsync(request, 100);
        Assert.Equal(new ModbusResult(ModbusStatus.Ok, Count: 3), await Done(read));
        Assert.Equal([100, 101, 102], registers);
    }

    [Fact]
    public async Task An_exception_is_a_value_with_a_name()
    {
        var client = await ConnectAsync();
        var read = client.ReadInputRegistersAsync(1, 0, new ushort[1]).AsTask();
        var request = await _peer.ReceiveAsync();
        await _peer.SendAsync([.. request[..4], 0, 3, 1, 0x84, 2]);
        var result = await Done(read);
        Assert.Equal(ModbusExceptionCode.IllegalDataAddress, result.Exception);
        Assert.Equal("illegal data address (2)", result.Describe());
        Assert.Throws<ModbusException>(() => result.ThrowIfFailed());
        Assert.Equal(1, client.Statistics.Exceptions);
    }

    [Fact]
    public async Task A_reply_in_any_pieces_is_put_together()
    {
        var client = await ConnectAsync();
        for (var cut = 1; cut < 13; cut++)
        {
            var registers = new ushort[2];
            var read = client.ReadHoldingRegistersAsync(1, 0, registers).AsTask();
            var reply = ScriptedPeer.Reply(await _peer.ReceiveAsync(), 7);
            await _peer.SendAsync(reply[..cut]);
            await _peer.SendAsync(reply[cut..]);
            Assert.True((await Done(read)).IsOk);
            Assert.Equal([7, 8], registers);
        }
    }

    [Fact]
    public async Task Several_requests_are_answered_in_any_order_and_in_one_piece()
    {
        var client = await ConnectAsync(new() { MaxInFlight = 4 });
        var memory = Enumerable.Range(0, 4).Select(_ => new ushort[2]).ToArray();
        var reads = memory.Select((m, i) => client.ReadHoldingRegistersAsync(1, (ushort)i, m).AsTask()).ToArray();
        var requests = new List<byte[]>();
        for (var i = 0; i < 4; i++)
            requests.Add(await _peer.ReceiveAsync());
        await _peer.SendAsync([.. ScriptedPeer.Reply(requests[2], 20), .. ScriptedPeer.Reply(requests[0], 0), .. ScriptedPeer.Reply(requests[3], 30), .. ScriptedPeer.Reply(requests[1], 10)]);
        Assert.All(await Task.WhenAll(reads).WaitAsync(Patience, TimeProvider.System), result => Assert.True(result.IsOk));
        Assert.Equal([0, 10, 20, 30], memory.Select(m => (int)m[0]));
    }

    [Fact]
    public async Task A_late_reply_is_discarded_and_counted()
    {
        var client = await ConnectAsync();
        var first = client.ReadHoldingRegistersAsync(1, 0, new ushort[1]).AsTask();
        var late = await _peer.ReceiveAsync();
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(ModbusStatus.Timeout, (await Done(first)).Status);

        var registers = new ushort[1];
        var second = client.ReadHoldingRegistersAsync(1, 0, registers).AsTask();
        var request = await _peer.ReceiveAsync();
        await _peer.AnswerAsync(late, 11);
        await _peer.AnswerAsync(request, 22);
        Assert.True((await Done(second)).IsOk);
        Assert.Equal(22, registers[0]);
        Assert.Equal(1, client.Statistics.LateReplies);
        Assert.Equal(1, client.Statistics.Timeouts);
        Assert.Equal(0, client.Statistics.MismatchedReplies);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(7)]
    public async Task A_reply_for_another_transaction_unit_or_function_is_discarded(int wrongByte)
    {
        var client = await ConnectAsync();
        var registers = new ushort[1];
        var read = client.ReadHoldingRegistersAsync(1, 0, registers).AsTask();
        var request = await _peer.ReceiveAsync();
        var wrong = ScriptedPeer.Reply(request, 11);
        wrong[wrongByte] ^= 4;
        await _peer.SendAsync([.. wrong, .. ScriptedPeer.Reply(request, 22)]);
        Assert.True((await Done(read)).IsOk);
        Assert.Equal(22, registers[0]);
        Assert.Equal(1, client.Statistics.MismatchedReplies);
    }

    [Fact]
    public async Task A_reply_of_another_length_is_invalid_and_leaves_the_memory_alone()
    {
        var client = await ConnectAsync();
        ushort[] registers = [5, 5];
        var read = client.ReadHoldingRegistersAsync(1, 0, registers).AsTask();
        var request = await _peer.ReceiveAsync();
        await _peer.SendAsync([.. request[..4], 0, 5, 1, 3, 2, 0, 9]);
        Assert.Equal(ModbusStatus.InvalidReply, (await Done(read)).Status);
        Assert.Equal([5, 5], registers);
    }

    [Fact]
    public async Task Garbage_ends_the_connection_and_every_request()
    {
        var client = await ConnectAsync(new() { MaxInFlight = 1 });
        var lost = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.ConnectionLost += lost.SetResult;
        var sent = client.ReadHoldingRegistersAsync(1, 0, new ushort[1]).AsTask();
        var queued = client.ReadHoldingRegistersAsync(1, 0, new ushort[1]).AsTask();
        await _peer.ReceiveAsync();
        await _peer.SendAsync("HTTP/1.1 400 Bad Request\r\n"u8.ToArray());
        Assert.Equal(ModbusStatus.ConnectionLost, (await Done(sent)).Status);
        Assert.Equal(ModbusStatus.ConnectionLost, (await Done(queued)).Status);
        Assert.Contains("not Modbus TCP", (await lost.Task.WaitAsync(Patience, TimeProvider.System))!.Message, StringComparison.Ordinal);
        Assert.False(client.IsConnected);
        Assert.Equal(ModbusStatus.ConnectionLost, (await Done(client.ReadHoldingRegistersAsync(1, 0, new ushort[1]))).Status);
    }

    [Fact]
    public async Task A_connection_closed_in_the_middle_of_a_reply_is_lost_and_can_be_made_again()
    {
        var client = await ConnectAsync();
        var read = client.ReadHoldingRegistersAsync(1, 0, new ushort[4]).AsTask();
        var reply = ScriptedPeer.Reply(await _peer.ReceiveAsync(), 1);
        await _peer.SendAsync(reply[..9]);
        _peer.Close();
        Assert.Equal(ModbusStatus.ConnectionLost, (await Done(read)).Status);

        await ReconnectAsync(client);
        var registers = new ushort[1];
        read = client.ReadHoldingRegistersAsync(1, 0, registers).AsTask();
        await _peer.AnswerAsync(await _peer.ReceiveAsync(), 9);
        Assert.True((await Done(read)).IsOk);
        Assert.Equal(9, registers[0]);
        Assert.Equal(1, client.Statistics.ConnectionLosses);
    }

    [Fact]
    public async Task A_device_that_hangs_up_on_eight_requests_gets_one_at_a_time_and_later_eight_again()
    {
        var client = await ConnectAsync(new() { MaxInFlight = 8, InFlightRetry = TimeSpan.FromMinutes(1) });
        var reads = Enumerable.Range(0, 8).Select(_ => client.ReadHoldingRegistersAsync(1, 0, new ushort[1]).AsTask()).ToArray();
        await _peer.ReceiveAsync();
        _peer.Close();
        Assert.All(await Task.WhenAll(reads).WaitAsync(Patience, TimeProvider.System), result => Assert.Equal(ModbusStatus.ConnectionLost, result.Status));
        Assert.Equal(1, client.InFlightLimit);
        Assert.Equal(1, client.Statistics.Fallbacks);

        await ReconnectAsync(client);
        var one = client.ReadHoldingRegistersAsync(1, 0, new ushort[1]).AsTask();
        var two = client.ReadHoldingRegistersAsync(1, 0, new ushort[1]).AsTask();
        await _peer.AnswerAsync(await _peer.ReceiveAsync(), 1);
        Assert.True((await Done(one)).IsOk);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        await _peer.AnswerAsync(await _peer.ReceiveAsync(), 1);
        Assert.True((await Done(two)).IsOk);
        Assert.Equal(1, client.InFlightLimit);

        _time.Advance(TimeSpan.FromMinutes(1));
        one = client.ReadHoldingRegistersAsync(1, 0, new ushort[1]).AsTask();
        await _peer.AnswerAsync(await _peer.ReceiveAsync(), 1);
        Assert.True((await Done(one)).IsOk);
        Assert.Equal(8, client.InFlightLimit);
    }

    [Fact]
    public async Task A_device_that_answers_only_one_of_several_falls_back_to_one()
    {
        var client = await ConnectAsync(new() { MaxInFlight = 2 });
        var one = client.ReadHoldingRegistersAsync(1, 0, new ushort[1]).AsTask();
        var two = client.ReadHoldingRegistersAsync(1, 0, new ushort[1]).AsTask();
        await _peer.AnswerAsync(await _peer.ReceiveAsync(), 1);
        await _peer.ReceiveAsync();
        Assert.True((await Done(one)).IsOk);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(ModbusStatus.Timeout, (await Done(two)).Status);
        Assert.Equal(1, client.InFlightLimit);
    }

    [Fact]
    public async Task A_silent_unit_behind_a_gateway_is_left_alone_and_starves_nobody()
    {
        var client = await ConnectAsync(new() { MaxInFlight = 2, SilentAfter = 2, SilentBackoff = TimeSpan.FromSeconds(5) });
        for (var i = 0; i < 2; i++)
        {
            var silent = client.ReadHoldingRegistersAsync(9, 0, new ushort[1]).AsTask();
            await _peer.ReceiveAsync();
            var good = client.ReadHoldingRegistersAsync(1, 0, new ushort[1]).AsTask();
            await _peer.AnswerAsync(await _peer.ReceiveAsync(), 1);
            Assert.True((await Done(good)).IsOk);
            _time.Advance(TimeSpan.FromSeconds(1.1));
            Assert.Equal(ModbusStatus.Timeout, (await Done(silent)).Status);
        }
        Assert.True(client.IsSilent(9));
        Assert.False(client.IsSilent(1));
        Assert.Equal(ModbusStatus.UnitSilent, (await Done(client.ReadHoldingRegistersAsync(9, 0, new ushort[1]))).Status);

        _time.Advance(TimeSpan.FromSeconds(5));
        var probe = client.ReadHoldingRegistersAsync(9, 0, new ushort[1]).AsTask();
        var second = client.ReadHoldingRegistersAsync(9, 0, new ushort[1]).AsTask();
        var request = await _peer.ReceiveAsync();
        Assert.Equal(9, request[6]);
        var other = client.ReadHoldingRegistersAsync(1, 0, new ushort[1]).AsTask();
        // The probe is alone: the next on the line is the other unit's, not the second request of the silent one.
        var next = await _peer.ReceiveAsync();
        Assert.Equal(1, next[6]);
        await _peer.AnswerAsync(next, 1);
        await _peer.AnswerAsync(request, 1);
        await _peer.AnswerAsync(await _peer.ReceiveAsync(), 1);
        Assert.True((await Done(probe)).IsOk && (await Done(second)).IsOk && (await Done(other)).IsOk);
        Assert.False(client.IsSilent(9));
        Assert.Equal(1, client.StatisticsOf(9).Silences);
    }

    [Fact]
    public async Task No_unit_takes_the_last_slot_from_the_others()
    {
        var client = await ConnectAsync(new() { MaxInFlight = 2 });
        var many = Enumerable.Range(0, 10).Select(_ => client.ReadHoldingRegistersAsync(1, 0, new ushort[1]).AsTask()).ToArray();
        await _peer.ReceiveAsync();
        var second = await _peer.ReceiveAsync();
        var other = client.ReadHoldingRegistersAsync(2, 0, new ushort[1]).AsTask();
        await _peer.AnswerAsync(second, 1);
        var next = await _peer.ReceiveAsync();
        Assert.Equal(2, next[6]);
        await _peer.AnswerAsync(next, 1);
        Assert.True((await Done(other)).IsOk);
        await client.DisposeAsync();
        await Task.WhenAll(many).WaitAsync(Patience, TimeProvider.System);
    }

    [Theory]
    [InlineData(0x0A)]
    [InlineData(0x0B)]
    public async Task Gateway_exceptions_are_counted_apart(byte code)
    {
        var client = await ConnectAsync();
        var read = client.ReadHoldingRegistersAsync(3, 0, new ushort[1]).AsTask();
        var request = await _peer.ReceiveAsync();
        await _peer.SendAsync([.. request[..4], 0, 3, 3, 0x83, code]);
        Assert.Equal((ModbusExceptionCode)code, (await Done(read)).Exception);
        Assert.Equal((1, 0, 0), (client.StatisticsOf(3).GatewayExceptions, client.StatisticsOf(3).Exceptions, client.Statistics.ConnectionLosses));
    }

    [Fact]
    public async Task A_lost_read_is_sent_again_and_a_lost_write_never()
    {
        var client = await ConnectAsync(new() { ReadRetries = 1 });
        var read = client.ReadHoldingRegistersAsync(1, 0, new ushort[1]).AsTask();
        var first = await _peer.ReceiveAsync();
        _time.Advance(TimeSpan.FromSeconds(1.1));
        var again = await _peer.ReceiveAsync();
        Assert.NotEqual(first[..2], again[..2]);
        await _peer.AnswerAsync(again, 1);
        Assert.True((await Done(read)).IsOk);

        var write = client.WriteRegisterAsync(1, 0, 5).AsTask();
        await _peer.ReceiveAsync();
        _time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.Equal(ModbusStatus.Timeout, (await Done(write)).Status);
        Assert.Equal(1, client.Statistics.Retries);
    }

    [Fact]
    public async Task Cancelling_leaves_the_connection_usable_and_the_memory_alone()
    {
        var client = await ConnectAsync();
        using var cancel = new CancellationTokenSource();
        ushort[] registers = [5];
        var read = client.ReadHoldingRegistersAsync(1, 0, registers, cancel.Token).AsTask();
        var queued = client.ReadHoldingRegistersAsync(1, 0, registers, cancel.Token).AsTask();
        var request = await _peer.ReceiveAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.ReadHoldingRegistersAsync(1, 0, registers, cancel.Token).AsTask());

        var other = new ushort[1];
        var next = client.ReadHoldingRegistersAsync(1, 0, other).AsTask();
        var nextRequest = await _peer.ReceiveAsync();
        await _peer.AnswerAsync(request, 66);
        await _peer.AnswerAsync(nextRequest, 77);
        Assert.True((await Done(next)).IsOk);
        Assert.Equal((5, 77), (registers[0], other[0]));
        Assert.Equal(1, client.Statistics.LateReplies);
    }

    [Fact]
    public async Task A_full_queue_says_so()
    {
        var client = await ConnectAsync(new() { MaxQueuedPerUnit = 1 });
        var sent = client.ReadHoldingRegistersAsync(1, 0, new ushort[1]).AsTask();
        var queued = client.ReadHoldingRegistersAsync(1, 0, new ushort[1]).AsTask();
        Assert.Equal(ModbusStatus.QueueFull, (await Done(client.ReadHoldingRegistersAsync(1, 0, new ushort[1]))).Status);
        await client.DisposeAsync();
        await Task.WhenAll(sent, queued).WaitAsync(Patience, TimeProvider.System);
    }

    [Fact]
    public async Task A_refused_connection_says_where()
    {
        await using var client = new ModbusClient(ModbusEndpoint.Tcp("127.0.0.1", 1));
        var error = await Assert.ThrowsAsync<IOException>(() => client.ConnectAsync().AsTask());
        Assert.Contains("127.0.0.1:1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 126)]
    [InlineData(65_500, 100)]
    public async Task A_range_that_cannot_be_is_the_callers_mistake(int address, int count)
    {
        var client = await ConnectAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.ReadHoldingRegistersAsync(1, (ushort)address, new ushort[count]).AsTask());
    }

    [Theory]
    [InlineData(ModbusFraming.Mbap)]
    [InlineData(ModbusFraming.Rtu)]
    [InlineData(ModbusFraming.Ascii)]
    public async Task Client_and_server_allocate_nothing_in_the_steady_state(ModbusFraming framing)
    {
        var (near, far) = MemoryLine.Pair();
        await using var server = new ModbusServer().Map(1, ModbusServerTests.Memory());
        server.Serve(far, framing);
        await using var client = new ModbusClient(ModbusEndpoint.Custom("memory", framing, _ => new ValueTask<Transport>(near)));
        await client.ConnectAsync();
        var registers = new ushort[100];
        var bits = new bool[100];
        Exchange(client, registers, bits, 100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Exchange(client, registers, bits, 1_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task Cancelling_what_is_on_the_line_makes_room_for_what_waits()
    {
        var client = await ConnectAsync();
        using var cancel = new CancellationTokenSource();
        var sent = client.ReadHoldingRegistersAsync(1, 0, new ushort[1], cancel.Token).AsTask();
        var waiting = client.ReadHoldingRegistersAsync(1, 0, new ushort[1]).AsTask();
        await _peer.ReceiveAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
        await _peer.AnswerAsync(await _peer.ReceiveAsync(), 1);
        Assert.True((await Done(waiting)).IsOk);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();
        _peer.Dispose();
    }

    // On a line of memory every request is answered before it returns, all on this thread.
    private static void Exchange(ModbusClient client, ushort[] registers, bool[] bits, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Check(client.ReadHoldingRegistersAsync(1, 0, registers));
            Check(client.ReadCoilsAsync(1, 0, bits));
            Check(client.WriteRegistersAsync(1, 0, registers));
            Check(client.WriteCoilsAsync(1, 0, bits));
            Check(client.MaskWriteRegisterAsync(1, 0, 0xF0, 0x0F));
        }
    }

    private static void Check(ValueTask<ModbusResult> request)
    {
        if (!request.IsCompletedSuccessfully || !request.Result.IsOk)
            Assert.Fail("a request on a line of memory was not answered");
    }

    private static Task<ModbusResult> Done(Task<ModbusResult> request) => request.WaitAsync(Patience, TimeProvider.System);

    private static Task<ModbusResult> Done(ValueTask<ModbusResult> request) => request.AsTask().WaitAsync(Patience, TimeProvider.System);

    private async Task<ModbusClient> ConnectAsync(ModbusClientOptions? options = null)
    {
        _client = new ModbusClient(ModbusEndpoint.Tcp("127.0.0.1", _peer.Port), (options ?? new()) with { Time = _time, ContinueOnThreadPool = true });
        await ReconnectAsync(_client);
        return _client;
    }

    private async Task ReconnectAsync(ModbusClient client)
    {
        var accepted = _peer.AcceptAsync();
        await client.ConnectAsync();
        await accepted;
    }
}
