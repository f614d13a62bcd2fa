using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Fakes;
using Millwright.Flow.Bus;
using Millwright.Flow.Log;
using Millwright.Flow.Tags;
using Millwright.Model;
using Millwright.Mqtt.Access;
using Millwright.Mqtt.Client;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Server;
using Millwright.Product.Tests.Log;
using Millwright.Publish.Forwarding;
using Millwright.Publish.UnifiedNamespace;

namespace Millwright.Product.Tests.Publish.Forwarding;

/// <summary>A real log, a real broker on the loopback, and the face between them.</summary>
public sealed class UnifiedNamespaceTests : IAsyncDisposable
{
    private const string Tag0 = "acme/berlin/press-shop/line1/press0/tag0";

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60), TimeProvider.System);
    private readonly MemoryFileStore _files = new();
    private readonly TagTable _tags = LogPlant.Tags(3, out _);
    private readonly SampleLog _log;
    private readonly NewestValues _current = new();
    private readonly int _port = FreePorts.Next();
    private MqttBroker? _broker;

    public UnifiedNamespaceTests() => _log = LogPlant.Open(_files, _tags);

    private CancellationToken Patience => _limit.Token;

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
            await _broker.DisposeAsync();
        _log.Dispose();
        _limit.Dispose();
    }

    [Fact]
    public async Task A_new_namespace_begins_with_what_is_known_and_goes_on_with_what_comes()
    {
        await CommitAsync(0, 1);
        _current.Samples[new(0)] = Sample(0, 7);
        await StartBrokerAsync();
        await using var reader = await SubscribeAsync("acme/#");
        await using var face = Start(o => o.Prefix = "");
        Assert.Equal((Tag0, "7"), await NextAsync(reader));
        await CommitAsync(0, 8);
        await CommitAsync(1, 9);
        Assert.Equal((Tag0, "8"), await NextAsync(reader));
        Assert.Equal((Tag0.Replace("tag0", "tag1", StringComparison.Ordinal), "9"), await NextAsync(reader));
        await UntilStoredAsync();
        Assert.Equal((true, null, 3L), (face.Status.IsConnected, face.Status.Problem, face.Status.Acknowledged));

        await using var late = await SubscribeAsync("acme/#");
        var kept = await late.ReceiveAsync(Patience);
        Assert.True(kept.Retain);
        using var json = JsonDocument.Parse(kept.Payload);
        Assert.Equal(("°C", "Good"), (json.RootElement.GetProperty("unit").GetString(), json.RootElement.GetProperty("quality").GetString()));
    }

    [Fact]
    public async Task What_is_measured_while_the_broker_is_away_comes_when_it_is_back()
    {
        await StartBrokerAsync();
        await using var face = Start();
        await CommitAsync(0, 1);
        await UntilStoredAsync();
        await _broker!.DisposeAsync();
        for (var i = 2; i <= 300; i++)
            await CommitAsync(0, i);
        await UntilAsync(() => face.Status.Problem is not null);
        Assert.True(Stored < _log.Committed);

        await StartBrokerAsync();
        await using var reader = await SubscribeAsync("acme/#");
        var seen = new SortedSet<int>();
        while (seen.Count == 0 || seen.Max < 300)
            seen.Add(int.Parse((await NextAsync(reader)).Value, System.Globalization.CultureInfo.InvariantCulture));
        await UntilStoredAsync();
        // What came before the reader subscribed is acknowledged too: the broker has had them all.
        Assert.Equal(300, face.Status.Acknowledged);
    }

    [Fact]
    public async Task What_no_broker_acknowledged_is_sent_by_the_next_start_and_nothing_else()
    {
        await StartBrokerAsync();
        await using (var face = Start())
        {
            await CommitAsync(0, 1);
            await UntilStoredAsync();
        }
        await _broker!.DisposeAsync();
        await using (var face = Start())
        {
            for (var i = 2; i <= 20; i++)
                await CommitAsync(0, i);
            await UntilAsync(() => face.Status.Problem is not null);
        }
        Assert.True(Stored < _log.Committed);
        await StartBrokerAsync();
        await using var reader = await SubscribeAsync("acme/#");
        await using var again = Start();
        for (var i = 2; i <= 20; i++)
            Assert.Equal($"{i}", (await NextAsync(reader)).Value);
        await UntilStoredAsync();
        Assert.Equal(19, again.Status.Acknowledged);
    }

    [Fact]
    public async Task A_tag_that_changes_too_often_is_sent_at_most_so_often_and_its_newest_at_the_end()
    {
        await StartBrokerAsync();
        await using var reader = await SubscribeAsync("acme/#");
        var clock = new ManualClock();
        await using var face = Start(o => o.AtMostEvery = TimeSpan.FromSeconds(20), clock);
        foreach (var (seconds, value) in new[] { (100, 1), (105, 2), (110, 3), (125, 4), (130, 5) })
            await CommitAsync(0, value, seconds);
        Assert.Equal("1", (await NextAsync(reader)).Value);
        Assert.Equal("4", (await NextAsync(reader)).Value);
        await UntilAsync(() => face.Status.LeftOut == 2);
        clock.Advance(TimeSpan.FromSeconds(20));
        // The face may go to sleep after the clock has moved: it goes on moving until both have come to pass.
        var newest = NextAsync(reader);
        await UntilAsync(() =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(10));
            return newest.IsCompleted && Stored == _log.Committed;
        });
        Assert.Equal("5", (await newest).Value);
    }

    [Fact]
    public async Task What_is_not_selected_and_what_repeats_is_no_message_but_moves_the_place()
    {
        await StartBrokerAsync();
        await using var reader = await SubscribeAsync("acme/#");
        await using var face = Start(o => o.Select = ["**/tag1"]);
        await CommitAsync(0, 1);
        await CommitAsync(1, 2);
        await CommitAsync(1, 2);
        await CommitAsync(1, 3);
        Assert.Equal("2", (await NextAsync(reader)).Value);
        Assert.Equal("3", (await NextAsync(reader)).Value);
        await UntilStoredAsync();
    }

    private LogPosition Stored => _log.Cursors.GetValueOrDefault(UnifiedNamespaceFace.CursorName);

    private static Sample Sample(int tag, double value, double seconds = 0) =>
        new(new(tag), LogPlant.TimeOf(1) + TimeSpan.FromSeconds(seconds == 0 ? value : seconds), TagValue.Of(value), Quality.Good);

    private UnifiedNamespaceFace Start(Action<UnifiedNamespaceOptions>? change = null, TimeProvider? clock = null)
    {
        var options = new UnifiedNamespaceOptions { Address = $"mqtt://127.0.0.1:{_port}" };
        change?.Invoke(options);
        if (options.Prefix is "")
            options.Prefix = null;
        Assert.Empty(options.Validate());
        var isNew = !_log.Cursors.ContainsKey(UnifiedNamespaceFace.CursorName);
        var cursor = _log.OpenCursor(UnifiedNamespaceFace.CursorName);
        if (isNew)
            cursor.Acknowledge(_log.Committed);
        return new(new ForwardParts(_log, cursor, isNew, _tags, _current, TagPath.Parse("acme/berlin"), clock ?? TimeProvider.System, NullLogger.Instance), options);
    }

    private async Task StartBrokerAsync()
    {
        var access = new OpenAccess();
        _broker = new MqttBroker(new MqttBrokerOptions { Authenticator = access, Authorizer = access });
        await _broker.StartAsync(Patience);
        _broker.ListenTcp(new(IPAddress.Loopback, _port));
    }

    private async Task<MqttClient> SubscribeAsync(string filter)
    {
        var client = new MqttClient(new() { Host = "127.0.0.1", Port = _port });
        client.Start();
        await client.ConnectedAsync(Patience);
        await client.SubscribeAsync(filter, MqttQos.AtLeastOnce, Patience);
        return client;
    }

    private async Task<(string Topic, string Value)> NextAsync(MqttClient reader)
    {
        var message = await reader.ReceiveAsync(Patience);
        using var json = JsonDocument.Parse(message.Payload);
        return (message.Topic, json.RootElement.GetProperty("value").GetRawText());
    }

    private async Task CommitAsync(int tag, double value, double seconds = 0)
    {
        var batch = SampleBatch.Rent(1);
        batch.Add(Sample(tag, value, seconds));
        await LogPlant.CommitAsync(_log, batch);
    }

    private Task UntilStoredAsync() => UntilAsync(() => Stored == _log.Committed);

    private async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Patience);
    }

    private sealed class NewestValues : ICurrentValues
    {
        public Dictionary<TagHandle, Sample> Samples { get; } = [];

        public bool TryGet(TagHandle tag, out Sample sample) => Samples.TryGetValue(tag, out sample);

        public bool TryGetLastUsable(TagHandle tag, out Sample sample) => Samples.TryGetValue(tag, out sample);

        public bool TryGetRaw(TagHandle tag, out Sample sample) => Samples.TryGetValue(tag, out sample);
    }
}
