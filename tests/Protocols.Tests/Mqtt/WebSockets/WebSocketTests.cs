using System.Net;
using System.Net.WebSockets;
using Millwright.Mqtt.Access;
using Millwright.Mqtt.Server;
using Millwright.Mqtt.WebSockets;

namespace Millwright.Protocols.Tests.Mqtt.WebSockets;

public sealed class WebSocketTests
{
    private const string Request = "GET /mqtt HTTP/1.1\r\nHost: x\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: chat, mqtt";

    [Fact]
    public void The_key_is_answered_as_in_the_example_of_RFC_6455() =>
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", WebSocketHandshake.AcceptKeyOf(Request));

    [Theory]
    [InlineData("GET ", "POST ")]
    [InlineData("HTTP/1.1", "HTTP/1.0")]
    [InlineData("Upgrade: WebSocket", "Upgrade: h2c")]
    [InlineData("Version: 13", "Version: 8")]
    [InlineData("chat, mqtt", "chat")]
    [InlineData("Sec-WebSocket-Key", "Sec-WebSocket-No")]
    public void A_request_for_anything_else_is_refused(string right, string wrong) =>
        Assert.Null(WebSocketHandshake.AcceptKeyOf(Request.Replace(right, wrong, StringComparison.Ordinal)));

    [Theory]
    [InlineData(WebSocketMessageType.Binary, true)]
    [InlineData(WebSocketMessageType.Text, false)]
    public async Task Packets_travel_in_binary_frames_cut_anywhere_and_a_text_frame_ends_the_connection(WebSocketMessageType type, bool served)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        var access = new OpenAccess();
        await using var broker = new MqttBroker(new MqttBrokerOptions { Authenticator = access, Authorizer = access });
        await broker.StartAsync(limit.Token);
        var port = broker.ListenWebSocket(new IPEndPoint(IPAddress.Loopback, 0)).Port;
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/mqtt"), limit.Token);
        Assert.Equal("mqtt", socket.SubProtocol);
        byte[] connect = [0x10, 13, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 2, 0, 0, 0, 1, (byte)'c'];
        await socket.SendAsync(connect.AsMemory(0, 5), type, endOfMessage: true, limit.Token);
        if (!served)
        {
            await Assert.ThrowsAnyAsync<WebSocketException>(async () => await socket.ReceiveAsync(new byte[16].AsMemory(), limit.Token));
            return;
        }
        await socket.SendAsync(connect.AsMemory(5), type, endOfMessage: true, limit.Token);
        var answer = new byte[16];
        var received = await socket.ReceiveAsync(answer.AsMemory(), limit.Token);
        Assert.Equal(4, received.Count);
        Assert.Equal("20020000", Convert.ToHexString(answer, 0, 4));
    }
}
