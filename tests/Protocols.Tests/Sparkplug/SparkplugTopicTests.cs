using Millwright.Mqtt.Sparkplug;

namespace Millwright.Protocols.Tests.Sparkplug;

public sealed class SparkplugTopicTests
{
    [Theory]
    [InlineData("spBv1.0/g/NBIRTH/e", SparkplugMessageType.NodeBirth, "g", "e", null)]
    [InlineData("spBv1.0/g/NDEATH/e", SparkplugMessageType.NodeDeath, "g", "e", null)]
    [InlineData("spBv1.0/g/NDATA/e", SparkplugMessageType.NodeData, "g", "e", null)]
    [InlineData("spBv1.0/g/NCMD/e", SparkplugMessageType.NodeCommand, "g", "e", null)]
    [InlineData("spBv1.0/g/DBIRTH/e/d", SparkplugMessageType.DeviceBirth, "g", "e", "d")]
    [InlineData("spBv1.0/g/DDEATH/e/d", SparkplugMessageType.DeviceDeath, "g", "e", "d")]
    [InlineData("spBv1.0/g/DDATA/e/d", SparkplugMessageType.DeviceData, "g", "e", "d")]
    [InlineData("spBv1.0/g/DCMD/e/d", SparkplugMessageType.DeviceCommand, "g", "e", "d")]
    [InlineData("spBv1.0/STATE/h", SparkplugMessageType.HostState, "", "h", null)]
    [InlineData("STATE/h", SparkplugMessageType.LegacyHostState, "", "h", null)]
    [InlineData("spBv1.0/Werk Köln/DDATA/line 1/press.3", SparkplugMessageType.DeviceData, "Werk Köln", "line 1", "press.3")]
    public void Each_form_is_read_and_written_back(string text, SparkplugMessageType type, string group, string node, string? device)
    {
        Assert.True(SparkplugTopic.TryParse(text, out var topic));
        Assert.Equal(new SparkplugTopic(type, group, node, device), topic);
        Assert.Equal(text, topic.Value.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("spBv1.0")]
    [InlineData("spAv1.0/g/NDATA/e")]
    [InlineData("spbv1.0/g/NDATA/e")]
    [InlineData("spBv1.0/g/ndata/e")]
    [InlineData("spBv1.0/g/NDATA/e/d")]
    [InlineData("spBv1.0/g/DDATA/e")]
    [InlineData("spBv1.0/g/DDATA/e/d/more")]
    [InlineData("spBv1.0//NDATA/e")]
    [InlineData("spBv1.0/g/NDATA/")]
    [InlineData("spBv1.0/g/DDATA/e/")]
    [InlineData("spBv1.0/+/NDATA/e")]
    [InlineData("spBv1.0/g/NDATA/#")]
    [InlineData("spBv1.0/g/OTHER/e")]
    [InlineData("spBv1.0/STATE/")]
    [InlineData("STATE/")]
    [InlineData("STATE/a/b")]
    [InlineData("/spBv1.0/g/NDATA/e")]
    public void What_is_not_of_the_grammar_is_refused(string text)
    {
        Assert.False(SparkplugTopic.TryParse(text, out var topic));
        Assert.Null(topic);
    }
}
