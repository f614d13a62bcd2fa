using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Millwright.Model;

namespace Millwright.Publish.UnifiedNamespace;

/// <summary>A sample as JSON: <c>{"value":61.5,"time":"2026-03-09T10:14:33.0000000Z","quality":"Good","unit":"°C"}</c>.</summary>
internal static class NamespacePayload
{
    /// <param name="sample">The sample.</param>
    /// <param name="tag">Its tag.</param>
    /// <param name="isNamed">The message begins with the tag's path, because its topic may not say it.</param>
    public static byte[] Write(in Sample sample, TagDefinition tag, bool isNamed = false)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (isNamed)
                json.WriteString("tag", tag.Path.ToString());
            json.WritePropertyName("value");
            WriteValue(json, sample.Value);
            json.WriteString("time", sample.SourceTime.ToString());
            json.WriteString("quality", sample.Quality.ToString());
            if (tag.Unit is { } unit)
                json.WriteString("unit", unit.Symbol);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteValue(Utf8JsonWriter json, TagValue value)
    {
        switch (value.Kind)
        {
            case TagKind.None:
                json.WriteNullValue();
                break;
            case TagKind.Boolean:
                json.WriteBooleanValue(value.AsBoolean());
                break;
            case TagKind.String:
                json.WriteStringValue(value.AsString());
                break;
            case TagKind.Bytes:
                json.WriteBase64StringValue(value.AsBytes());
                break;
            // JSON has no NaN and no infinity: they go as text.
            case TagKind.Float32 or TagKind.Float64 when !double.IsFinite(value.ToDouble()):
                json.WriteStringValue(value.ToDouble().ToString(CultureInfo.InvariantCulture));
                break;
            case var kind when kind.IsArray():
                json.WriteStartArray();
                foreach (var item in (Array)value.Reference!)
                    WriteItem(json, item!);
                json.WriteEndArray();
                break;
            default:
                json.WriteRawValue(value.ToString());
                break;
        }
    }

    private static void WriteItem(Utf8JsonWriter json, object item)
    {
        switch (item)
        {
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case float or double when !double.IsFinite(Convert.ToDouble(item, CultureInfo.InvariantCulture)):
                json.WriteStringValue(((IFormattable)item).ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteRawValue(((IFormattable)item).ToString(null, CultureInfo.InvariantCulture));
                break;
        }
    }
}
