using System.Text.Json;
using System.Text.Json.Serialization;
using Millwright.Model;

namespace Millwright.Host.Http.Values;

/// <summary>Times as ISO 8601 with 7 decimals, null for none.</summary>
internal sealed class TimestampJson : JsonConverter<Timestamp>
{
    public override bool HandleNull => true;

    public override Timestamp Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? Timestamp.None
        : Timestamp.TryParse(reader.GetString() ?? "", out var time) ? time
        : throw new JsonException("A time is ISO 8601.");

    public override void Write(Utf8JsonWriter writer, Timestamp value, JsonSerializerOptions options)
    {
        if (value.IsNone)
            writer.WriteNullValue();
        else
            writer.WriteStringValue(value.ToString());
    }
}

/// <summary>Measured numbers; NaN, which stands for not known, is null.</summary>
internal sealed class FigureJson : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteNullValue();
    }
}
