using System.Buffers;
using System.Text.Json;
using Millwright.Host.Http.Resources;
using Millwright.Host.Http.Values;
using Millwright.Host.Http.View;
using Millwright.Model;

namespace Millwright.Host.Live;

/// <summary>A message being written into a buffer that is used again and again by one client.</summary>
internal sealed class LiveMessage : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);
    private readonly Utf8JsonWriter _json;

    public LiveMessage() => _json = new(_buffer, new() { SkipValidation = true });

    public ReadOnlyMemory<byte> Bytes => _buffer.WrittenMemory;

    public void BeginValues()
    {
        Begin();
        _json.WriteStartArray("values");
    }

    /// <summary>Adds <c>[path, value, qualityCode, timeMs, text]</c>.</summary>
    public void Add(JsonEncodedText path, TagDefinition tag, in Sample sample)
    {
        _json.WriteStartArray();
        _json.WriteStringValue(path);
        TagValueJson.Write(_json, sample.Value);
        _json.WriteNumberValue(sample.Quality.Code);
        _json.WriteNumberValue(sample.SourceTime.ToUnixMilliseconds());
        _json.WriteStringValue(ValueText.Format(tag, sample.Value));
        _json.WriteEndArray();
    }

    public void EndValues()
    {
        _json.WriteEndArray();
        End();
    }

    public void Connections(IEnumerable<ConnectionView> connections)
    {
        Begin();
        _json.WriteStartArray("connections");
        foreach (var connection in connections)
        {
            _json.WriteStartObject();
            _json.WriteString("name", connection.Status.Name);
            _json.WriteString("state", ConnectionResource.Word(connection.Status.State));
            _json.WriteString("since", connection.Status.Since.ToString());
            _json.WriteString("cause", connection.Status.Cause);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
        End();
    }

    /// <summary>Events as the API has them, and how many were left out because the client did not keep up.</summary>
    public void Events(EventAnswer[] events, long missed)
    {
        Begin();
        _json.WritePropertyName("events");
        JsonSerializer.Serialize(_json, events, ApiJson.Default.EventAnswerArray);
        _json.WriteNumber("eventsMissed", missed);
        End();
    }

    public void Node(NodeAnswer node)
    {
        Begin();
        _json.WritePropertyName("node");
        JsonSerializer.Serialize(_json, node, ApiJson.Default.NodeAnswer);
        End();
    }

    public void Error(string code, string detail)
    {
        Begin();
        _json.WriteStartObject("error");
        _json.WriteString("code", code);
        _json.WriteString("detail", detail);
        _json.WriteEndObject();
        End();
    }

    public void Dispose() => _json.Dispose();

    private void Begin()
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
    }
}
