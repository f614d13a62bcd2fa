using Millwright.Drivers.Mqtt;
using Millwright.Drivers.Payloads;
using Millwright.Model;

namespace Millwright.Product.Tests.Drivers.Mqtt;

public sealed class MqttDriverTests
{
    private readonly MqttDriver _driver = new();

    [Theory]
    [InlineData("mqtt://host", "mqtt://host:1883")]
    [InlineData("host:1884", "mqtt://host:1884")]
    [InlineData("mqtts://host", "mqtts://host:8883")]
    [InlineData("ws://host", "ws://host:80/mqtt")]
    [InlineData("wss://host:8443/broker", "wss://host:8443/broker")]
    [InlineData("mqtt://[::1]:1883", "mqtt://[::1]:1883")]
    public void Addresses_are_read(string written, string expected) =>
        Assert.Equal(expected, _driver.AddressOfConnection(new MqttConnectionOptions { Address = written }));

    [Theory]
    [InlineData("http://host")]
    [InlineData("mqtt://")]
    [InlineData("mqtt://host/path")]
    [InlineData("mqtt://host:0")]
    public void What_is_no_broker_is_said(string written) =>
        Assert.Contains(_driver.Check(new MqttConnectionOptions { Address = written }), p => p.Key == "address");

    [Fact]
    public void All_that_is_wrong_with_a_connection_is_said_at_once()
    {
        var options = new MqttConnectionOptions
        {
            Address = "mqtt://host",
            Version = "4",
            Session = TimeSpan.FromHours(1),
            Qos = 0,
            Password = "x",
            Authority = "ca.pem",
            Topic = "{cell}",
            Subscribe = ["a/#/b"],
            Timeout = TimeSpan.Zero,
            KeepAlive = TimeSpan.Zero,
        };
        Assert.Equal(
            ["address", "client_id", "keep_alive", "password", "qos", "subscribe", "timeout", "topic", "version"],
            _driver.Check(options).Select(p => p.Key).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void All_that_is_wrong_with_a_tag_is_said_at_once()
    {
        var options = new MqttTagOptions { As = TagKind.None, Payload = PayloadFormat.Plain, Path = "a", WriteTopic = "a/+", WritePayload = "x" };
        Assert.Equal(["as", "path", "topic", "write_payload", "write_topic"], _driver.CheckTag(new MqttConnectionOptions(), options).Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.Empty(_driver.CheckTag(new MqttConnectionOptions { Topic = "a/{tag}" }, new MqttTagOptions()));
    }

    [Fact]
    public void A_bare_address_brings_user_and_version_along()
    {
        var options = Assert.IsType<MqttConnectionOptions>(_driver.OptionsFromUri(new("mqtt://me:s%40y@host:1884?version=3.1.1")));
        Assert.Equal(("mqtt://host:1884/", "me", "s@y", "3.1.1"), (options.Address, options.User, options.Password, options.Version));
        Assert.Empty(_driver.Check(options));
        Assert.Null(_driver.OptionsFromUri(new("opc.tcp://host")));
    }

    [Theory]
    [InlineData(null, "21.5", "21.5")]
    [InlineData("""{"v":{value},"at":{ms}}""", "21.5", """{"v":21.5,"at":1773051273500}""")]
    [InlineData("""{"at":"{time}","v":{value}}""", "21.5", """{"at":"2026-03-09T10:14:33.5000000Z","v":21.5}""")]
    public void A_set_point_is_written_by_its_template(string? template, string value, string expected)
    {
        Assert.True(Timestamp.TryParse("2026-03-09T10:14:33.5Z", out var now));
        var payload = SetPoint.Payload(new() { WritePayload = template }, TagValue.Of(double.Parse(value, System.Globalization.CultureInfo.InvariantCulture)), now);
        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(payload));
    }

    [Fact]
    public void A_text_within_a_document_is_a_json_text() =>
        Assert.Equal("""{"v":"say \u0022hi\u0022 {time}"}""", System.Text.Encoding.UTF8.GetString(SetPoint.Payload(new() { WritePayload = """{"v":{value}}""" }, TagValue.Of("say \"hi\" {time}"), default)));
}
