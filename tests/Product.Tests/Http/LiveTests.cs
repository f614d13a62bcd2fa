using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Millwright.Flow.Supervision;
using Millwright.Model;
using Millwright.Security;

namespace Millwright.Product.Tests.Http;

/// <summary>Live values over a real WebSocket.</summary>
public sealed class LiveTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_subscription_begins_with_the_values_of_now_and_follows_them()
    {
        await using var bench = await FaceBench.StartAsync();
        using var socket = await ConnectAsync(bench);
        await SendAsync(socket, """{"subscribe":["shop/press3/oil_temperature"]}""");
        var first = await NextAsync(socket, "values");
        Assert.Equal("shop/press3/oil_temperature", first[0][0].GetString());
        Assert.Equal((42.05, 0u, FakePlant.Start.ToUnixMilliseconds()), (first[0][1].GetDouble(), first[0][2].GetUInt32(), first[0][3].GetDouble()));
        bench.Plant.Set(bench.Plant.Temperature, TagValue.Of(50.0), Quality.UncertainSensorNotAccurate, FakePlant.Start + TimeSpan.FromSeconds(1));
        var second = await NextAsync(socket, "values");
        Assert.Equal((50.0, Quality.UncertainSensorNotAccurate.Code, "50.0 °C"), (second[0][1].GetDouble(), second[0][2].GetUInt32(), second[0][4].GetString()));
    }

    [Fact]
    public async Task Unknown_paths_are_named_and_the_rest_is_subscribed()
    {
        await using var bench = await FaceBench.StartAsync();
        using var socket = await ConnectAsync(bench);
        await SendAsync(socket, """{"subscribe":["shop/nothing","shop/press3/state"]}""");
        var error = await NextAsync(socket, "error");
        Assert.Equal("unknown-tag", error.GetProperty("code").GetString());
        Assert.Contains("shop/nothing", error.GetProperty("detail").GetString(), StringComparison.Ordinal);
        bench.Plant.Set(bench.Plant.State, TagValue.Of((ushort)0), null, FakePlant.Start + TimeSpan.FromSeconds(1));
        while ((await NextAsync(socket, "values"))[0][4].GetString() != "idle")
        {
        }
        await SendAsync(socket, "nonsense");
        Assert.Equal("bad-message", (await NextAsync(socket, "error")).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Between_two_messages_only_the_newest_value_of_a_tag_counts()
    {
        await using var bench = await FaceBench.StartAsync(live: new() { DefaultInterval = TimeSpan.FromMilliseconds(400) });
        using var socket = await ConnectAsync(bench);
        await SendAsync(socket, """{"subscribe":["shop/press3/oil_temperature"]}""");
        await NextAsync(socket, "values");
        for (var i = 1; i <= 1_000; i++)
            bench.Plant.Set(bench.Plant.Temperature, TagValue.Of((double)i), null, FakePlant.Start + TimeSpan.FromSeconds(i));
        var messages = 0;
        double value;
        do
        {
            var values = await NextAsync(socket, "values");
            Assert.Equal(1, values.GetArrayLength());
            value = values[0][1].GetDouble();
            messages++;
        }
        while (value < 1_000);
        Assert.InRange(messages, 1, 20);
    }

    [Fact]
    public async Task An_asset_brings_all_tags_below_it_in_bounded_messages()
    {
        await using var bench = await FaceBench.StartAsync(extraTags: 2_500);
        foreach (var tag in bench.Plant.Extra)
            bench.Plant.Set(tag, TagValue.Of(1.5));
        using var socket = await ConnectAsync(bench);
        await SendAsync(socket, """{"subscribeAsset":"field"}""");
        var seen = new HashSet<string?>();
        while (seen.Count < 2_500)
        {
            var values = await NextAsync(socket, "values");
            Assert.InRange(values.GetArrayLength(), 1, 1_000);
            seen.UnionWith(values.EnumerateArray().Select(v => v[0].GetString()));
        }
    }

    [Fact]
    public async Task A_change_of_a_connections_state_is_told_once()
    {
        await using var bench = await FaceBench.StartAsync();
        using var socket = await ConnectAsync(bench);
        Assert.Equal("running", (await NextAsync(socket, "connections"))[0].GetProperty("state").GetString());
        Assert.Equal(4, (await NextAsync(socket, "node")).GetProperty("tags").GetProperty("total").GetInt32());
        bench.Plant.PressState = ConnectionState.Connecting;
        Assert.Equal("connecting", (await NextAsync(socket, "connections"))[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_cut_off_and_counted_and_costs_the_bus_nothing()
    {
        await using var bench = await FaceBench.StartAsync(
            extraTags: 5_000, new() { SendTimeout = TimeSpan.FromMilliseconds(300), ShortestInterval = TimeSpan.FromMilliseconds(1), DefaultInterval = TimeSpan.FromMilliseconds(1) });
        using var socket = await ConnectAsync(bench);
        await SendAsync(socket, """{"subscribeAsset":"field"}""");
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        for (var round = 1; bench.Plant.FakeBus.Subscriptions.Count > 0 || round < 3; round++)
        {
            foreach (var tag in bench.Plant.Extra)
                bench.Plant.Set(tag, TagValue.Of((double)round), null, FakePlant.Start + TimeSpan.FromMilliseconds(round));
            Assert.All(bench.Plant.FakeBus.Subscriptions, s => Assert.InRange(s.Queued, 0, 5_000));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
        using var client = bench.Bearer(Role.Viewer);
        while (!(await client.GetStringAsync("/metrics", patience.Token)).Contains("millwright_live_clients_slow_total 1", StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
    }

    [Fact]
    public async Task When_the_sign_in_ends_so_do_the_live_values()
    {
        await using var bench = await FaceBench.StartAsync();
        var token = bench.Desk.Sessions.Open("vic", Role.Viewer, Millwright.Security.Sessions.SignInMethod.Password);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", "millwright=" + token);
        await socket.ConnectAsync(Address(bench), CancellationToken.None);
        await NextAsync(socket, "node");
        bench.Accounts.Remove("vic");
        await Assert.ThrowsAnyAsync<Exception>(() => NextAsync(socket, "never"));
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, socket.CloseStatus);
    }

    [Fact]
    public async Task A_token_that_is_taken_back_sees_no_more_live_values()
    {
        await using var bench = await FaceBench.StartAsync();
        var token = bench.Desk.Tokens.Issue(new("live", Role.Viewer, "rest"));
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        await socket.ConnectAsync(Address(bench), CancellationToken.None);
        await NextAsync(socket, "node");
        bench.Desk.Tokens.Revoke(token);
        await Assert.ThrowsAnyAsync<Exception>(() => NextAsync(socket, "never"));
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, socket.CloseStatus);
    }

    [Fact]
    public async Task More_tags_than_a_client_may_watch_are_refused_and_the_first_are_watched()
    {
        await using var bench = await FaceBench.StartAsync(extraTags: 20, new() { MaxTags = 10, ShortestInterval = TimeSpan.FromMilliseconds(5), DefaultInterval = TimeSpan.FromMilliseconds(5) });
        foreach (var tag in bench.Plant.Extra)
            bench.Plant.Set(tag, TagValue.Of(1.5));
        using var socket = await ConnectAsync(bench);
        await SendAsync(socket, """{"subscribeAsset":"field"}""");
        var error = await NextAsync(socket, "error");
        Assert.Equal("too-many-tags", error.GetProperty("code").GetString());
        Assert.Contains("10", error.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(10, (await NextAsync(socket, "values")).GetArrayLength());
    }

    [Fact]
    public async Task More_clients_than_the_node_serves_are_told_to_wait()
    {
        await using var bench = await FaceBench.StartAsync(live: new() { MaxClients = 1 });
        using var first = await ConnectAsync(bench);
        await NextAsync(first, "node");
        using var client = bench.Bearer(Role.Viewer);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/live");
        request.Headers.Add("Upgrade", "websocket");
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        using var answer = await client.SendAsync(request);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("too-many-clients", (await FaceBench.JsonAsync(answer)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_message_that_is_too_large_ends_the_connection_and_says_why()
    {
        await using var bench = await FaceBench.StartAsync(live: new() { MaxMessageBytes = 1_000 });
        using var socket = await ConnectAsync(bench);
        await SendAsync(socket, $$"""{"subscribe":["{{new string('x', 2_000)}}"]}""");
        await Assert.ThrowsAnyAsync<Exception>(() => NextAsync(socket, "never"));
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, socket.CloseStatus);
        Assert.Contains("1000 bytes", socket.CloseStatusDescription, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("{\"subscribe\":5}")]
    [InlineData("{\"subscribe\":[5]}")]
    [InlineData("{\"subscribeAsset\":[]}")]
    [InlineData("{\"intervalMs\":1.5}")]
    [InlineData("{\"intervalMs\":\"fast\"}")]
    [InlineData("{\"intervalMs\":99999999999}")]
    [InlineData("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}")]
    public async Task What_is_no_command_is_said_and_the_connection_stays(string message)
    {
        await using var bench = await FaceBench.StartAsync();
        using var socket = await ConnectAsync(bench);
        await SendAsync(socket, message);
        Assert.Equal("bad-message", (await NextAsync(socket, "error")).GetProperty("code").GetString());
        await SendAsync(socket, """{"subscribe":["shop/press3/state"],"intervalMs":-1}""");
        Assert.Equal("shop/press3/state", (await NextAsync(socket, "values"))[0][0].GetString());
    }

    [Fact]
    public async Task What_is_watched_no_more_is_sent_no_more()
    {
        await using var bench = await FaceBench.StartAsync();
        using var socket = await ConnectAsync(bench);
        await SendAsync(socket, """{"subscribe":["shop/press3/state","shop/press3/oil_temperature"]}""");
        Assert.Equal(2, (await NextAsync(socket, "values")).GetArrayLength());
        await SendAsync(socket, """{"unsubscribe":["shop/press3/oil_temperature"]}""");
        // What was watched on is sent anew behind each command.
        await SendAsync(socket, """{"subscribe":["shop/press3/state"]}""");
        Assert.Equal("shop/press3/state", Assert.Single((await NextAsync(socket, "values")).EnumerateArray())[0].GetString());
        bench.Plant.Set(bench.Plant.Temperature, TagValue.Of(77.0), null, FakePlant.Start + TimeSpan.FromSeconds(1));
        bench.Plant.Set(bench.Plant.State, TagValue.Of((ushort)0), null, FakePlant.Start + TimeSpan.FromSeconds(2));
        Assert.Equal("shop/press3/state", Assert.Single((await NextAsync(socket, "values")).EnumerateArray())[0].GetString());
    }

    [Fact]
    public async Task A_foreign_page_of_the_same_host_gets_no_socket_with_the_cookie()
    {
        await using var bench = await FaceBench.StartAsync();
        var token = bench.Desk.Sessions.Open("vic", Role.Viewer, Millwright.Security.Sessions.SignInMethod.Password);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", "millwright=" + token);
        socket.Options.SetRequestHeader("Origin", "http://127.0.0.1:3000");
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(Address(bench), CancellationToken.None));
    }

    private static Uri Address(FaceBench bench) => new(bench.Url.Replace("http", "ws", StringComparison.Ordinal) + "/api/v1/live");

    private static async Task<ClientWebSocket> ConnectAsync(FaceBench bench)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + bench.Desk.Tokens.Issue(new("live", Role.Viewer, "rest")));
        await socket.ConnectAsync(Address(bench), CancellationToken.None);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>The next message of a kind; others are passed over.</summary>
    private static async Task<JsonElement> NextAsync(ClientWebSocket socket, string kind)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        var buffer = new byte[1 << 20];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(length), patience.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                    throw new InvalidOperationException("closed");
                length += part.Count;
            }
            while (!part.EndOfMessage);
            var message = JsonDocument.Parse(buffer.AsMemory(0, length)).RootElement.Clone();
            if (message.TryGetProperty(kind, out var content))
                return content;
        }
    }
}
