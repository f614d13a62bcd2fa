using System.Text;
using Millwright.Drivers.Mqtt;
using Millwright.Drivers.Payloads;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.Mqtt.Messages;

namespace Millwright.Product.Tests.Drivers.Mqtt;

/// <summary>The driver against a real broker on the loopback.</summary>
public sealed class MqttSourceTests
{
    [Fact]
    public async Task A_retained_message_synchronizes_its_tag_and_what_follows_is_live()
    {
        await using var bench = await MqttBench.StartAsync();
        await bench.PublishAsync("acme/oil", """{"value":20.5}""", retain: true);
        await using var run = await Running.StartAsync(bench, bench.Source(null, new MqttTagOptions { Topic = "acme/oil", Path = "value" }));
        await bench.UntilAsync(2);
        await bench.PublishAsync("acme/oil", """{"value":21.5}""");
        await bench.UntilAsync(3);

        Assert.Equal([20.5, 20.5, 21.5], bench.Output.Samples.Select(s => s.Value.ToDouble()));
        var events = bench.Output.Events.Where(e => !e.StartsWith("note", StringComparison.Ordinal)).Take(4);
        Assert.Equal(["published 1", "completed 1", "published 1", "published 1"], events);
    }

    [Fact]
    public async Task The_topic_of_a_tag_comes_from_its_path()
    {
        await using var bench = await MqttBench.StartAsync();
        await using var run = await Running.StartAsync(bench, bench.Source(o => o.Topic = "{area}/{machine}/{tag}", new MqttTagOptions(), new MqttTagOptions()));
        await bench.PublishAsync("hall/press1/tag1", "7");
        await bench.UntilAsync(2);
        Assert.Equal((1, 7.0), (bench.Output.Samples[0].Tag.Index, bench.Output.Samples[0].Value.ToDouble()));
    }

    [Fact]
    public async Task A_message_is_acknowledged_only_when_its_samples_are_durable()
    {
        await using var bench = await MqttBench.StartAsync();
        var durable = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.Output.Durable = () => durable.Task;
        var tag = new MqttTagOptions { Topic = "a" };
        await using (var run = await Running.StartAsync(bench, bench.Source(Session, tag)))
        {
            await bench.PublishAsync("a", "1");
            await bench.UntilAsync(2);
        }
        // Killed before the commit: the broker has it still.
        durable.SetResult(true);
        await using (var run = await Running.StartAsync(bench, bench.Source(Session, tag)))
        {
            await bench.UntilAsync(4);
            await bench.PublishAsync("a", "2");
            await bench.UntilAsync(5);
        }
        Assert.Equal([1, 1, 1, 1, 2], bench.Output.Samples.Select(s => s.Value.ToDouble()));
    }

    [Fact]
    public async Task What_the_log_could_not_keep_comes_again()
    {
        await using var bench = await MqttBench.StartAsync();
        bench.Output.Durable = () => Task.FromResult(false);
        await using (var run = await Running.StartAsync(bench, bench.Source(Session, new MqttTagOptions { Topic = "a" })))
        {
            await bench.PublishAsync("a", "1");
            var lost = await Assert.ThrowsAsync<SourceException>(() => run.Task);
            Assert.Equal(SourceFaultKind.LocalResource, lost.Fault.Kind);
        }
        bench.Output.Durable = () => Task.FromResult(true);
        var before = bench.Output.Samples.Count;
        await using var again = await Running.StartAsync(bench, bench.Source(Session, new MqttTagOptions { Topic = "a" }));
        await bench.UntilAsync(before + 1);
        Assert.Equal(1, bench.Output.Samples[before].Value.ToDouble());
    }

    [Fact]
    public async Task With_a_session_what_was_sent_during_a_break_comes_with_its_own_times()
    {
        await using var bench = await MqttBench.StartAsync();
        var tag = new MqttTagOptions { Topic = "a", Path = "v", Time = "t" };
        await using (var run = await Running.StartAsync(bench, bench.Source(Session, tag)))
        {
            await bench.PublishAsync("a", """{"v":1,"t":1773051273}""");
            await bench.UntilAsync(2);
        }
        for (var i = 2; i <= 20; i++)
            await bench.PublishAsync("a", $$"""{"v":{{i}},"t":{{1773051272 + i}}}""");
        var before = bench.Output.Samples.Count;
        await using var again = await Running.StartAsync(bench, bench.Source(Session, tag));
        await bench.Output.UntilAsync(_ => bench.Output.Samples.Any(s => s.Value.ToDouble() == 20));
        var values = bench.Output.Samples.Skip(before).Concat(bench.Output.Filled).Select(s => s.Value.ToDouble()).ToHashSet();
        Assert.Superset(Enumerable.Range(2, 19).Select(i => (double)i).ToHashSet(), values);
        Assert.Contains(bench.Output.Events, e => e.Contains("the session is resumed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_older_than_the_newest_is_of_the_past()
    {
        await using var bench = await MqttBench.StartAsync();
        await using var run = await Running.StartAsync(bench, bench.Source(null, new MqttTagOptions { Topic = "a", Path = "v", Time = "t" }));
        await bench.PublishAsync("a", """{"v":1,"t":1773051273}""");
        await bench.PublishAsync("a", """{"v":2,"t":1773051200}""");
        await bench.Output.UntilAsync(_ => bench.Output.Filled.Count > 0);
        Assert.Equal(2, Assert.Single(bench.Output.Filled).Value.ToDouble());
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_is_counted_and_shown_and_the_other_tags_flow()
    {
        await using var bench = await MqttBench.StartAsync();
        var source = bench.Source(null, new MqttTagOptions { Topic = "a", Path = "v" }, new MqttTagOptions { Topic = "a", Path = "w" });
        await using var run = await Running.StartAsync(bench, source);
        await bench.PublishAsync("a", """{"w":5,"v":"broken"}""");
        await bench.Output.UntilAsync(e => e.Any(x => x.StartsWith("failed #0 BadDecodingError", StringComparison.Ordinal)) && bench.Output.Samples.Count >= 2);
        Assert.All(bench.Output.Samples, s => Assert.Equal((1, 5.0), (s.Tag.Index, s.Value.ToDouble())));
        Assert.Contains(bench.Output.Events, e => e.Contains("""{"w":5,"v":"broken"}""", StringComparison.Ordinal));
        Assert.Contains("missed 1 BadQuality", bench.Output.Events);
        Assert.Equal(1, source.Diagnostics.Counters["rejected"]);
        Assert.Contains("broken", source.Diagnostics.Identity, StringComparison.Ordinal);

        await bench.PublishAsync("a", """{"w":6,"v":6}""");
        await bench.Output.UntilAsync(e => e.Contains("recovered #0"));
    }

    [Fact]
    public async Task A_set_point_is_published_and_what_the_device_answers_is_read_back()
    {
        await using var bench = await MqttBench.StartAsync();
        var source = bench.Source(null, new MqttTagOptions { Topic = "press/temp", Path = "v", WriteTopic = "press/temp/set", WritePayload = """{"set":{value}}""" });
        await using var run = await Running.StartAsync(bench, source);
        await bench.Other.SubscribeAsync("press/temp/set", MqttQos.AtLeastOnce, bench.Patience);
        await ((ISourceWriter)source).WriteAsync(new(0), TagValue.Of(180.5), bench.Patience);
        var taken = await bench.Other.ReceiveAsync(bench.Patience);
        Assert.Equal("""{"set":180.5}""", Encoding.UTF8.GetString(taken.Payload.Span));

        await bench.PublishAsync("press/temp", """{"v":180.5}""");
        await bench.UntilAsync(2);
        using var read = await source.ReadAsync([new(0)], bench.Patience);
        Assert.Equal(180.5, read[0].Value.ToDouble());
    }

    [Fact]
    public async Task Reading_without_a_run_waits_for_each_tags_message()
    {
        await using var bench = await MqttBench.StartAsync();
        await bench.PublishAsync("a", "5", retain: true);
        await using var source = bench.Source(null, new MqttTagOptions { Topic = "a", Payload = PayloadFormat.Plain });
        await source.StartAsync(bench.Patience);
        using var batch = await source.ReadAsync([new(0)], bench.Patience);
        Assert.Equal((5.0, true), (batch[0].Value.ToDouble(), batch[0].Quality.IsGood));
    }

    [Fact]
    public async Task Each_way_a_connection_cannot_be_is_a_fault_of_its_kind()
    {
        await using var bench = await MqttBench.StartAsync();
        await using (var wrong = bench.Source(o => (o.User, o.Password) = ("wrong", "x")))
            Assert.Equal(SourceFaultKind.AccessDenied, (await Assert.ThrowsAsync<SourceException>(() => wrong.StartAsync(bench.Patience).AsTask())).Fault.Kind);
        await using (var nobody = bench.Source(o => o.Address = "127.0.0.1:1"))
            Assert.Equal(SourceFaultKind.Unreachable, (await Assert.ThrowsAsync<SourceException>(() => nobody.StartAsync(bench.Patience).AsTask())).Fault.Kind);
        await using var run = await Running.StartAsync(bench, bench.Source(null, new MqttTagOptions { Topic = "secret/a" }));
        await bench.Output.UntilAsync(e => e.Any(x => x.StartsWith("failed #0 BadNoCommunication", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_end_of_the_connection_ends_the_run()
    {
        await using var bench = await MqttBench.StartAsync();
        await using var run = await Running.StartAsync(bench, bench.Source(Session, new MqttTagOptions { Topic = "a" }));
        Assert.True(bench.Broker.Disconnect("tester"));
        Assert.Equal(SourceFaultKind.Unreachable, (await Assert.ThrowsAsync<SourceException>(() => run.Task)).Fault.Kind);
    }

    [Fact]
    public async Task Browsing_lists_what_is_published_as_tags()
    {
        await using var bench = await MqttBench.StartAsync();
        await bench.PublishAsync("acme/press3", """{"ts":1773051273,"oil":{"temp":21.5},"on":true,"states":[1,2]}""", retain: true);
        await bench.PublishAsync("acme/text", "hello", retain: true);
        await bench.PublishAsync("acme/count", "42", retain: true);
        await using var source = bench.Source(o => o.Listen = TimeSpan.FromSeconds(2));
        await source.StartAsync(bench.Patience);
        var items = new List<BrowseItem>();
        await foreach (var item in source.BrowseAsync("acme/#", bench.Patience))
            items.Add(item);
        Assert.Equal(
            ["acme/count", "acme/press3 oil.temp", "acme/press3 on", "acme/press3 states[0]", "acme/press3 states[1]", "acme/text"],
            items.Select(i => i.Node).Order(StringComparer.Ordinal));
        var temperature = items.Single(i => i.Node == "acme/press3 oil.temp");
        Assert.Equal(("press3_oil_temp", 21.5), (temperature.Name, temperature.Value.ToDouble()));
        Assert.Equal(["topic=acme/press3", "path=oil.temp", "time=ts", "as=float64"], temperature.TagKeys.Select(k => $"{k.Name}={k.Value}"));
    }

    private static void Session(MqttConnectionOptions options) => (options.ClientId, options.Session) = ("tester", TimeSpan.FromHours(1));

    private sealed class Running : IAsyncDisposable
    {
        private readonly ISource _source;
        private readonly CancellationTokenSource _stop = new();

        private Running(ISource source, Func<CancellationToken, Task> run) => (_source, Task) = (source, run(_stop.Token));

        public Task Task { get; }

        public static async Task<Running> StartAsync(MqttBench bench, ISource source)
        {
            await source.StartAsync(bench.Patience);
            return new(source, stop => source.RunAsync(bench.Output, stop));
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Task.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await _source.DisposeAsync();
            _stop.Dispose();
        }
    }
}
