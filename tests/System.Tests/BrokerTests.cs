using Millwright.SystemTests.Running;

namespace Millwright.SystemTests;

/// <summary>The broker of a running plant and clients that others wrote: mosquitto, paho, and bytes on a socket.</summary>
public sealed class BrokerTests(BrokerPlant plant) : IClassFixture<BrokerPlant>
{
    /// <summary>0x87 in a PUBACK, as mosquitto_pub writes it.</summary>
    private const string NotAuthorized = "RC:135";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Mosquitto_carries_every_QoS_keeps_and_clears_a_retained_message_and_resumes_a_session(string version)
    {
        var topic = $"mosquitto/{version}";
        await using (var sub = await plant.SubAsync($"{topic}/qos", "-V", version, "-t", $"{topic}/qos/#", "-q", "2", "-F", "got %t %q %p"))
        {
            foreach (var qos in (string[])["0", "1", "2"])
            {
                await PubAsync("-V", version, "-t", $"{topic}/qos/{qos}", "-q", qos, "-m", "x");
                await sub.LineAsync($"got {topic}/qos/{qos} {qos} x", Patience);
            }
        }
        foreach (var payload in (string[])["first", "second"])
            await PubAsync("-V", version, "-t", $"{topic}/kept", "-q", "1", "-r", "-m", payload);
        await using (var sub = await plant.SubAsync($"{topic}/late", "-V", version, "-t", $"{topic}/kept", "-F", "got %r %p"))
            await sub.LineAsync("got 1 second", Patience);
        await PubAsync("-V", version, "-t", $"{topic}/kept", "-q", "1", "-r", "-n");
        await using (var sub = await plant.SubAsync($"{topic}/cleared", "-V", version, "-t", $"{topic}/kept", "-F", "got %r %p"))
        {
            await PubAsync("-V", version, "-t", $"{topic}/kept", "-q", "1", "-m", "live");
            await sub.LineAsync("got 0 live", Patience);
            Assert.DoesNotContain("got 1", sub.Output, StringComparison.Ordinal);
        }

        string[] session = version == "mqttv5" ? ["-V", version, "-c", "-x", "1000"] : ["-V", version, "-c"];
        await using (var sub = await plant.SubAsync($"{topic}/away", [.. session, "-t", $"{topic}/away", "-q", "2"]))
            await sub.InterruptAsync(Patience);
        foreach (var qos in (string[])["1", "2"])
            await PubAsync("-V", version, "-t", $"{topic}/away", "-q", qos, "-m", "waited");
        await using (var sub = await plant.SubAsync($"{topic}/away", [.. session, "-t", $"{topic}/away", "-q", "2", "-F", "got %q %p"]))
        {
            await sub.LineAsync("got 1 waited", Patience);
            await sub.LineAsync("got 2 waited", Patience);
        }
    }

    [Fact]
    public async Task Mosquitto_is_told_by_the_will_of_a_killed_client_and_that_a_publish_is_not_allowed()
    {
        await using var watcher = await plant.SubAsync("watcher", "-t", "will/#", "-q", "1", "-F", "got %t %p");
        await using (var dies = await plant.SubAsync("dies", "-t", "none", "--will-topic", "will/killed", "--will-payload", "gone", "--will-qos", "1"))
            await dies.KillAsync();
        await watcher.LineAsync("got will/killed gone", Patience);

        plant.AllowOnly("allowed/#");
        try
        {
            await Eventually.TrueAsync(
                async () => (await plant.PubAsync("-V", "mqttv5", "-d", "-t", "forbidden", "-q", "1", "-m", "x")).Output.Contains(NotAuthorized, StringComparison.Ordinal),
                Patience, () => "a PUBACK with 0x87");
            var (code, output) = await plant.PubAsync("-V", "mqttv5", "-d", "-t", "allowed/x", "-q", "1", "-m", "x");
            Assert.True(code == 0 && !output.Contains(NotAuthorized, StringComparison.Ordinal), output);
        }
        finally
        {
            plant.AllowOnly("#");
            await Eventually.TrueAsync(
                async () => !(await plant.PubAsync("-V", "mqttv5", "-d", "-t", "forbidden", "-q", "1", "-m", "x")).Output.Contains(NotAuthorized, StringComparison.Ordinal),
                Patience, () => "everything is allowed again");
        }
    }

    [Fact]
    public async Task Paho_finds_all_that_both_versions_promise()
    {
        if (!Directory.Exists("/usr/lib/python3/dist-packages/paho"))
            Assert.Skip("needs paho-mqtt: apt-get install python3-paho-mqtt");
        await plant.ScriptAsync("broker_paho.py");
    }

    [Fact]
    public Task A_client_that_speaks_byte_by_byte_gets_what_the_standards_owe_it() => plant.ScriptAsync("broker_behaviour.py");

    [Fact]
    public Task What_is_no_MQTT_is_refused_with_the_right_code_and_closed() => plant.ScriptAsync("broker_refusals.py");

    private async Task PubAsync(params string[] arguments)
    {
        var (code, output) = await plant.PubAsync(arguments);
        Assert.True(code == 0, output);
    }
}
