using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
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
using Millwright.Mqtt.Sparkplug;
using Millwright.Product.Tests.Log;
using Millwright.Publish.Forwarding;
using Millwright.Publish.Plant;
using Millwright.Publish.Sparkplug;
using Millwright.Security;

namespace Millwright.Product.Tests.Publish.Forwarding;

/// <summary>A real log, a real broker on the loopback, the edge node between them, and a host that listens.</summary>
public sealed class SparkplugFaceTests : IAsyncLifetime, IPlantWrites, ICurrentValues
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60), TimeProvider.System);
    private readonly MemoryFileStore _files = new();
    // Tags 0 to 9 are of the connection press0, tag 10 is of press1.
    private readonly TagTable _tags = LogPlant.Tags(11, out _);
    private readonly ConcurrentDictionary<string, bool> _down = new();
    private readonly ConcurrentQueue<(TagPath Tag, TagValue Value, Identity Who)> _written = new();
    private readonly SampleLog _log;
    private MqttBroker _broker = null!;
    private MqttClient _host = null!;
    private int _port;

    public SparkplugFaceTests() => _log = LogPlant.Open(_files, _tags);

    private CancellationToken Patience => _limit.Token;

    public async ValueTask InitializeAsync()
    {
        var access = new OpenAccess();
        _broker = new MqttBroker(new MqttBrokerOptions { Authenticator = access, Authorizer = access });
        await _broker.StartAsync(Patience);
        _port = _broker.ListenTcp(new(IPAddress.Loopback, 0)).Port;
        _host = new MqttClient(new() { Host = "127.0.0.1", Port = _port });
        _host.Start();
        await _host.ConnectedAsync(Patience);
        await _host.SubscribeAsync("spBv1.0/#", MqttQos.AtLeastOnce, Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _broker.DisposeAsync();
        _log.Dispose();
        _limit.Dispose();
    }

    [Fact]
    public async Task Births_come_before_data_with_names_and_aliases_and_data_by_alias_in_sequence()
    {
        await using var face = Start();
        var birth = await NextAsync("NBIRTH");
        Assert.Equal(["bdSeq=0", "Node Control/Rebirth=0"], birth.Metrics.Select(m => $"{m.Name}={m.Bits}"));
        var devices = new[] { await NextAsync("DBIRTH"), await NextAsync("DBIRTH") }.OrderBy(d => d.Topic, StringComparer.Ordinal).ToList();
        Assert.Equal(["spBv1.0/G/DBIRTH/E/press0", "spBv1.0/G/DBIRTH/E/press1"], devices.Select(d => d.Topic));
        Assert.Equal("0 1 2", string.Join(' ', new[] { birth.Seq }.Concat(devices.Select(d => d.Seq).Order())));
        Assert.Equal(10, devices[0].Metrics.Count);
        Assert.All(devices.SelectMany(d => d.Metrics), m => Assert.Equal((MetricDataType.Double, true), (m.Type, m.IsNull)));

        await CommitAsync(10, 7.5);
        var data = await NextAsync("DDATA");
        var metric = Assert.Single(data.Metrics);
        Assert.Equal(("spBv1.0/G/DDATA/E/press1", 3ul, "", 7.5), (data.Topic, data.Seq!.Value, metric.Name, metric.Double));
        Assert.Equal(devices[1].Metrics[0].Alias, metric.Alias);
        await UntilAsync(() => _log.Cursors[SparkplugFace.CursorName] == _log.Committed);
    }

    [Fact]
    public async Task A_host_that_asks_for_rebirth_gets_all_births_and_a_new_sequence()
    {
        await using var face = Start();
        for (var i = 0; i < 3; i++)
            await NextAsync();
        await CommandAsync("spBv1.0/G/NCMD/E", new Metric { Name = "Node Control/Rebirth"u8, DataType = MetricDataType.Boolean, Kind = MetricValueKind.Boolean, Bits = 1 });
        Assert.Equal(0ul, (await NextAsync("NBIRTH")).Seq);
        Assert.Equal(1ul, (await NextAsync("DBIRTH")).Seq);
        Assert.Equal(2ul, (await NextAsync("DBIRTH")).Seq);
    }

    [Fact]
    public async Task A_device_that_goes_and_comes_dies_and_is_born_again()
    {
        await using var face = Start();
        for (var i = 0; i < 3; i++)
            await NextAsync();
        _down["press1"] = true;
        Assert.Equal("spBv1.0/G/DDEATH/E/press1", (await NextAsync("DDEATH")).Topic);
        _down["press1"] = false;
        Assert.Equal("spBv1.0/G/DBIRTH/E/press1", (await NextAsync("DBIRTH")).Topic);
    }

    [Fact]
    public async Task A_lost_connection_is_told_by_the_will_with_the_number_of_the_birth()
    {
        await using var face = Start();
        for (var i = 0; i < 3; i++)
            await NextAsync();
        Assert.True(_broker.Disconnect("millwright-G-E"));
        var death = await NextAsync("NDEATH");
        Assert.Equal(("bdSeq", 0ul, null), (Assert.Single(death.Metrics).Name, death.Metrics[0].Bits, death.Seq));
        Assert.Equal(1ul, (await NextAsync("NBIRTH")).Metrics[0].Bits);
    }

    [Fact]
    public async Task An_intended_end_is_told_as_well()
    {
        var face = Start();
        for (var i = 0; i < 3; i++)
            await NextAsync();
        await face.DisposeAsync();
        Assert.Equal("bdSeq", Assert.Single((await NextAsync("NDEATH")).Metrics).Name);
    }

    [Fact]
    public async Task Without_its_primary_host_nothing_is_published_and_what_is_measured_comes_later_as_historical()
    {
        await HostStateAsync(false, 1);
        await using var face = Start(o => o.PrimaryHost = "scada");
        await UntilAsync(() => face.Status.IsConnected);
        await CommitAsync(10, 1);
        await CommitAsync(10, 2);
        await HostStateAsync(true, 2);
        await NextAsync("NBIRTH");
        var seen = new List<MetricSeen>();
        while (seen.Count < 2)
            seen.AddRange((await NextAsync("DDATA")).Metrics);
        Assert.Equal([(1.0, true), (2.0, true)], seen.Select(m => (m.Double, m.IsHistorical)));

        await HostStateAsync(false, 3);
        await NextAsync("NDEATH");
    }

    [Fact]
    public async Task Commands_go_through_the_gate_with_the_role_they_have()
    {
        await using var face = Start(o => o.CommandsAs = Role.Operator);
        for (var i = 0; i < 3; i++)
            await NextAsync();
        await CommandAsync("spBv1.0/G/DCMD/E/press1", new Metric { Alias = 11, DataType = MetricDataType.Double, Kind = MetricValueKind.Double, Bits = BitConverter.DoubleToUInt64Bits(42.5) });
        await CommandAsync("spBv1.0/G/DCMD/E/press1", new Metric { Alias = 1, DataType = MetricDataType.Double, Kind = MetricValueKind.Double, Bits = 0 });
        await CommandAsync("spBv1.0/G/DCMD/E/press0", new Metric { Name = "press-shop/line1/press0/tag0"u8, DataType = MetricDataType.Int32, Kind = MetricValueKind.Int, Bits = uint.MaxValue });
        await UntilAsync(() => _written.Count == 2);
        Assert.Equal(
            ["acme/berlin/press-shop/line1/press1/tag10 42.5 Operator", "acme/berlin/press-shop/line1/press0/tag0 -1 Operator"],
            _written.Select(w => $"{w.Tag} {w.Value} {w.Who.Role}"));
    }

    public WriteBounds? BoundsOf(TagHandle tag) => new(Role.Operator, false);

    public ValueTask<WriteAnswer> WriteAsync(TagPath tag, TagValue value, Identity who, string? reason, CancellationToken cancellation)
    {
        _written.Enqueue((tag, value, who));
        return ValueTask.FromResult(new WriteAnswer(WriteEnd.Done));
    }

    public bool TryGet(TagHandle tag, out Sample sample) => (sample = default) != default;

    public bool TryGetLastUsable(TagHandle tag, out Sample sample) => TryGet(tag, out sample);

    public bool TryGetRaw(TagHandle tag, out Sample sample) => TryGet(tag, out sample);

    private SparkplugFace Start(Action<SparkplugOptions>? change = null)
    {
        var options = new SparkplugOptions { Address = $"mqtt://127.0.0.1:{_port}", Group = "G", EdgeNode = "E" };
        change?.Invoke(options);
        Assert.Empty(options.Validate());
        var forward = new ForwardParts(_log, _log.OpenCursor(SparkplugFace.CursorName), true, _tags, this, TagPath.Parse("acme/berlin"), TimeProvider.System, NullLogger.Instance);
        return new(new(forward, c => !_down.GetValueOrDefault(c), this), options, _files, "/data/publish/bdseq");
    }

    private async Task CommitAsync(int tag, double value)
    {
        var batch = SampleBatch.Rent(1);
        batch.Add(new(tag), Timestamp.Now(TimeProvider.System), TagValue.Of(value), Quality.Good);
        await LogPlant.CommitAsync(_log, batch);
    }

    private Task HostStateAsync(bool online, int timestamp) => _host.PublishAsync(
        "spBv1.0/STATE/scada", string.Create(CultureInfo.InvariantCulture, $$"""{"online":{{(online ? "true" : "false")}},"timestamp":{{timestamp}}}"""), MqttQos.AtLeastOnce, true, Patience).AsTask();

    private Task CommandAsync(string topic, Metric metric)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new PayloadWriter(buffer);
        writer.WriteTimestamp(1);
        writer.WriteMetric(metric);
        return _host.PublishAsync(new(topic, buffer.WrittenMemory), Patience).AsTask();
    }

    /// <summary>The next message of a type, passing over others.</summary>
    private async Task<Seen> NextAsync(string? type = null)
    {
        while (true)
        {
            var message = await _host.ReceiveAsync(Patience);
            if (message.Topic.Contains("CMD/", StringComparison.Ordinal) || message.Topic.Contains("/STATE/", StringComparison.Ordinal)
                || (type is not null && !message.Topic.Contains($"/{type}/", StringComparison.Ordinal)))
            {
                continue;
            }
            Assert.Equal(PayloadFault.None, PayloadReader.Read(message.Payload.Span, out var payload));
            var metrics = new List<MetricSeen>();
            while (payload.TryReadMetric(out var metric))
                metrics.Add(new(Encoding.UTF8.GetString(metric.Name), metric.Alias, metric.DataType, metric.IsNull, metric.IsHistorical, metric.Bits, metric.Double));
            Assert.Equal(PayloadFault.None, payload.Fault);
            return new(message.Topic, payload.Seq, metrics);
        }
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Patience);
    }

    private sealed record Seen(string Topic, ulong? Seq, IReadOnlyList<MetricSeen> Metrics);

    private sealed record MetricSeen(string Name, ulong? Alias, MetricDataType? Type, bool IsNull, bool IsHistorical, ulong Bits, double Double);
}
