using System.Buffers;
using Millwright.Drivers.Mqtt;
using Millwright.Drivers.Payloads;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.Mqtt.Client;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Sparkplug;

namespace Millwright.Product.Tests.Drivers.Mqtt;

/// <summary>The driver as host application, against messages of an edge node written by hand.</summary>
public sealed class SparkplugSourceTests
{
    private static readonly MqttTagOptions Oil = new() { Topic = "G/E/press3", Payload = PayloadFormat.Sparkplug, Path = "oil" };
    private static readonly MqttTagOptions Load = new() { Topic = "G/E", Payload = PayloadFormat.Sparkplug, Path = "load", As = TagKind.Int32 };

    [Fact]
    public async Task It_says_that_it_is_there_asks_for_births_and_takes_metrics_by_alias()
    {
        await using var bench = await MqttBench.StartAsync();
        await bench.Other.SubscribeAsync("spBv1.0/#", MqttQos.AtLeastOnce, bench.Patience);
        var run = await StartAsync(bench, o => o.HostId = "scada");
        var state = await bench.Other.ReceiveAsync(bench.Patience);
        Assert.True(HostStatePayload.TryRead(state.Payload.Span, out var online, out var since) && online && since > 0);
        Assert.Equal("spBv1.0/STATE/scada", state.Topic);
        await NextAsync(bench.Other, "NCMD");

        await SayAsync(bench, "NBIRTH", 0, [Bd(3), Whole("load", null, -5)]);
        await SayAsync(bench, "DBIRTH", 1, [Real("oil", 9, 20.5)], "press3");
        await SayAsync(bench, "DDATA", 2, [Real("", 9, 21.5)], "press3");
        await bench.Output.UntilAsync(_ => bench.Output.Samples.Any(s => s.Value.ToDouble() == 21.5));
        Assert.Equal(new[] { -5.0, 20.5, 21.5 }.ToHashSet(), bench.Output.Samples.Select(s => s.Value.ToDouble()).ToHashSet());

        await run.DisposeAsync();
        var last = state;
        while (last == state || last.Topic != state.Topic)
            last = await bench.Other.ReceiveAsync(bench.Patience);
        Assert.True(HostStatePayload.TryRead(last.Payload.Span, out online, out var end) && !online && end >= since);
    }

    [Fact]
    public async Task What_was_missed_or_is_not_known_makes_it_ask_once_and_deaths_make_tags_bad_until_the_next_birth()
    {
        await using var bench = await MqttBench.StartAsync();
        await bench.Other.SubscribeAsync("spBv1.0/#", MqttQos.AtLeastOnce, bench.Patience);
        await using var run = await StartAsync(bench, null);
        await NextAsync(bench.Other, "NCMD");
        await SayAsync(bench, "NBIRTH", 0, [Bd(3)]);
        await SayAsync(bench, "DDATA", 2, [Real("", 9, 1)], "press3");
        await NextAsync(bench.Other, "NCMD");

        await SayAsync(bench, "NBIRTH", 0, [Bd(3)]);
        await SayAsync(bench, "DBIRTH", 1, [Real("oil", 9, 2)], "press3");
        await bench.Output.UntilAsync(_ => bench.Output.Samples.Any(s => s.Value.ToDouble() == 2));
        Assert.DoesNotContain(bench.Output.Samples, s => s.Value.ToDouble() == 1);

        await SayAsync(bench, "NDEATH", null, [Bd(2)]);
        await SayAsync(bench, "NDEATH", null, [Bd(3)]);
        await bench.Output.UntilAsync(e => e.Any(x => x.StartsWith("failed #0 BadNoCommunication", StringComparison.Ordinal)));
        await SayAsync(bench, "NBIRTH", 0, [Bd(4)]);
        await SayAsync(bench, "DBIRTH", 1, [Real("oil", 9, 3)], "press3");
        await bench.Output.UntilAsync(e => e.Contains("recovered #0"));
    }

    [Fact]
    public async Task Historical_metrics_are_of_the_past_and_null_is_bad()
    {
        await using var bench = await MqttBench.StartAsync();
        await using var run = await StartAsync(bench, null);
        await SayAsync(bench, "NBIRTH", 0, [Bd(3)]);
        await SayAsync(bench, "DBIRTH", 1, [w => w.WriteMetric(new Metric { Name = "oil"u8, Alias = 9, DataType = MetricDataType.Double, IsNull = true, Timestamp = 1_773_051_273_000 })], "press3");
        await SayAsync(bench, "DDATA", 2, [w => w.WriteMetric(new Metric { Alias = 9, Kind = MetricValueKind.Double, Bits = BitConverter.DoubleToUInt64Bits(7), IsHistorical = true, Timestamp = 1_773_051_200_000 })], "press3");
        await bench.Output.UntilAsync(_ => bench.Output.Filled.Count > 0);
        Assert.Equal((7.0, "2026-03-09T10:13:20.0000000Z"), (bench.Output.Filled[0].Value.ToDouble(), bench.Output.Filled[0].SourceTime.ToString()));
        Assert.All(bench.Output.Samples, s => Assert.Equal((TagValue.None, true), (s.Value, s.Quality.IsBad)));
    }

    [Fact]
    public async Task A_write_is_a_command_of_the_type_that_was_born_and_before_the_birth_there_is_none()
    {
        await using var bench = await MqttBench.StartAsync();
        await bench.Other.SubscribeAsync("spBv1.0/#", MqttQos.AtLeastOnce, bench.Patience);
        var source = bench.Source(null, Oil, Load);
        await source.StartAsync(bench.Patience);
        await using var run = new Running(source, bench.Output);
        var writer = (ISourceWriter)source;
        var early = await Assert.ThrowsAsync<SourceException>(async () => await writer.WriteAsync(new(0), TagValue.Of(1.0), bench.Patience));
        Assert.Contains("has not been born", early.Message, StringComparison.Ordinal);
        await NextAsync(bench.Other, "NCMD");

        await SayAsync(bench, "NBIRTH", 0, [Bd(3), Whole("load", null, 5)]);
        await SayAsync(bench, "DBIRTH", 1, [Real("oil", 9, 20.5)], "press3");
        await bench.Output.UntilAsync(_ => bench.Output.Samples.Any(s => s.Value.ToDouble() == 20.5));
        await writer.WriteAsync(new(0), TagValue.Of(22.5), bench.Patience);
        var command = await NextAsync(bench.Other, "DCMD");
        Assert.Equal(("spBv1.0/G/DCMD/E/press3", MqttQos.AtMostOnce, false), (command.Topic, command.Qos, command.Retain));
        Assert.Equal(("oil", MetricDataType.Double, BitConverter.DoubleToUInt64Bits(22.5)), OnlyMetric(command));
        await writer.WriteAsync(new(1), TagValue.Of(-7), bench.Patience);
        command = await NextAsync(bench.Other, "NCMD");
        Assert.Equal(("spBv1.0/G/NCMD/E", ("load", MetricDataType.Int32, (ulong)unchecked((uint)-7))), (command.Topic, OnlyMetric(command)));
        await Assert.ThrowsAsync<SourceException>(async () => await writer.WriteAsync(new(1), TagValue.Of(0.5), bench.Patience));

        await SayAsync(bench, "NDEATH", null, [Bd(3)]);
        await bench.Output.UntilAsync(e => e.Any(x => x.StartsWith("failed #0 BadNoCommunication", StringComparison.Ordinal)));
        await Assert.ThrowsAsync<SourceException>(async () => await writer.WriteAsync(new(0), TagValue.Of(1.0), bench.Patience));
    }

    [Theory]
    [InlineData(MetricDataType.UInt8, 300.0)]
    [InlineData(MetricDataType.Int32, 0.5)]
    [InlineData(MetricDataType.String, 1.0)]
    [InlineData(MetricDataType.DataSet, 1.0)]
    public void What_a_metric_does_not_hold_is_no_command(MetricDataType type, double value) =>
        Assert.Null(MetricCommand.Payload("m", type, TagValue.Of(value), Timestamp.FromUnixMilliseconds(1)));

    [Fact]
    public void What_is_wrong_with_a_metric_is_said()
    {
        var driver = new MqttDriver();
        var options = new MqttTagOptions { Topic = "G/+/x/y", Payload = PayloadFormat.Sparkplug, Time = "t", WriteTopic = "a" };
        Assert.Equal(["path", "time", "topic", "write_topic"], driver.CheckTag(new MqttConnectionOptions(), options).Select(p => p.Key).Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(driver.CheckTag(new MqttConnectionOptions(), Oil));
    }

    private static async Task<IAsyncDisposable> StartAsync(MqttBench bench, Action<MqttConnectionOptions>? change)
    {
        var source = bench.Source(change, Oil, Load);
        await source.StartAsync(bench.Patience);
        return new Running(source, bench.Output);
    }

    private static Action<PayloadWriter> Bd(ulong number) => w => w.WriteMetric(new Metric { Name = "bdSeq"u8, DataType = MetricDataType.Int64, Kind = MetricValueKind.Long, Bits = number });

    private static Action<PayloadWriter> Real(string name, ulong? alias, double value) => w => w.WriteMetric(new Metric
    {
        Name = System.Text.Encoding.UTF8.GetBytes(name),
        Alias = alias,
        DataType = name.Length == 0 ? null : MetricDataType.Double,
        Kind = MetricValueKind.Double,
        Bits = BitConverter.DoubleToUInt64Bits(value),
    });

    private static Action<PayloadWriter> Whole(string name, ulong? alias, int value) => w => w.WriteMetric(new Metric
    {
        Name = System.Text.Encoding.UTF8.GetBytes(name),
        Alias = alias,
        DataType = MetricDataType.Int32,
        Kind = MetricValueKind.Int,
        Bits = unchecked((uint)value),
    });

    private static async Task SayAsync(MqttBench bench, string type, byte? seq, Action<PayloadWriter>[] metrics, string? device = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new PayloadWriter(buffer);
        foreach (var metric in metrics)
            metric(writer);
        if (seq is { } number)
            writer.WriteSeq(number);
        var topic = $"spBv1.0/G/{type}/E" + (device is null ? "" : $"/{device}");
        await bench.Other.PublishAsync(new(topic, buffer.WrittenMemory, MqttQos.AtLeastOnce), bench.Patience);
    }

    private static async Task<MqttMessage> NextAsync(MqttClient other, string type)
    {
        while (true)
        {
            var message = await other.ReceiveAsync(CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
            if (message.Topic.Contains($"/{type}/", StringComparison.Ordinal))
                return message;
        }
    }

    private static (string Name, MetricDataType? Type, ulong Bits) OnlyMetric(MqttMessage command)
    {
        Assert.Equal(PayloadFault.None, PayloadReader.Read(command.Payload.Span, out var payload));
        Assert.True(payload is { Seq: null, Timestamp: > 0, MetricCount: 1 });
        Assert.True(payload.TryReadMetric(out var metric));
        Assert.True(metric.Timestamp > 0);
        return (System.Text.Encoding.UTF8.GetString(metric.Name), metric.DataType, metric.Bits);
    }

    private sealed class Running : IAsyncDisposable
    {
        private readonly ISource _source;
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _run;

        public Running(ISource source, RecordingOutput output) => (_source, _run) = (source, source.RunAsync(output, _stop.Token));

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _run.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await _source.DisposeAsync();
            _stop.Dispose();
        }
    }
}
