using System.Text;
using System.Threading.Channels;
using Millwright.Model;
using Millwright.Mqtt.Sparkplug;
using Millwright.Security;

namespace Millwright.Publish.Sparkplug;

/// <summary>What hosts command: rebirth of the node, and writes to tags, which go through the gate one after the other.</summary>
internal sealed class EdgeCommands : IAsyncDisposable
{
    /// <summary>Writes that wait for the gate; more are refused.</summary>
    private const int MaxWaiting = 1_000;

    /// <summary>The face's name in identities and in the audit trail.</summary>
    private const string Via = "sparkplug";

    private readonly EdgeParts _parts;
    private readonly Identity? _who;
    private readonly Channel<(TagPath Path, TagValue Value)> _writes = Channel.CreateBounded<(TagPath, TagValue)>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _writing;

    public EdgeCommands(EdgeParts parts, SparkplugOptions options)
    {
        _parts = parts;
        _who = options.CommandsAs is { } role ? new($"{Via}:{options.Group}/{options.EdgeNode}", role, Via) : null;
        _writing = WriteAsync();
    }

    /// <summary>Takes a command; true when it asks for rebirth. What cannot be read or is not allowed is logged and does nothing.</summary>
    public bool Take(SparkplugTopic topic, ReadOnlySpan<byte> bytes, EdgeTags tags)
    {
        if (topic.Type is not (SparkplugMessageType.NodeCommand or SparkplugMessageType.DeviceCommand))
            return false;
        if (PayloadReader.Read(bytes, out var payload) != PayloadFault.None)
        {
            EdgeLog.Refused(_parts.Forward.Logger, topic.ToString(), "it is no payload of Sparkplug B");
            return false;
        }
        var rebirth = false;
        while (payload.TryReadMetric(out var metric))
        {
            var name = Encoding.UTF8.GetString(metric.Name);
            if (topic.Type == SparkplugMessageType.NodeCommand)
                rebirth |= name == EdgePayloads.Rebirth && metric is { Kind: MetricValueKind.Boolean, Bits: not 0 };
            else
                Command(topic, metric, name, tags);
        }
        return rebirth;
    }

    public async ValueTask DisposeAsync()
    {
        _writes.Writer.Complete();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
        _stop.Dispose();
    }

    private void Command(SparkplugTopic topic, Metric metric, string name, EdgeTags tags)
    {
        var problem = _who is null ? "commands are not obeyed here; set 'commands_as'"
            : tags.Find(topic.Device ?? "", metric.Alias, name) is not { } tag ? $"the device has no metric '{name}' {metric.Alias}"
            : !MetricEncoding.TryRead(metric, tag.Definition.Kind, out var value) ? $"the value is no {tag.Definition.Kind.Word()}"
            : !_writes.Writer.TryWrite((tag.Definition.Path, value)) ? $"{MaxWaiting} commands wait already"
            : null;
        if (problem is not null)
            EdgeLog.Refused(_parts.Forward.Logger, topic.ToString(), problem);
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var (path, value) in _writes.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
            {
                var answer = await _parts.Writes.WriteAsync(path, value, _who!, "command of a Sparkplug host", _stop.Token).ConfigureAwait(false);
                if (answer.Problem is { } problem)
                    EdgeLog.Refused(_parts.Forward.Logger, path.ToString(), problem);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The session ends.
        }
    }
}
