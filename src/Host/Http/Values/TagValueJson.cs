using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Millwright.Model;

namespace Millwright.Host.Http.Values;

/// <summary>
/// Values in JSON: numbers, booleans, strings, arrays, null for none; what JSON numbers cannot hold (NaN, the infinities, integers
/// beyond 2^53) as strings.
/// </summary>
internal sealed class TagValueJson : JsonConverter<TagValue>
{
    private const long LargestExact = 1L << 53;

    public override TagValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => TagValue.Of(true),
        JsonTokenType.False => TagValue.Of(false),
        JsonTokenType.String => TagValue.Of(reader.GetString()!),
        JsonTokenType.Number when reader.TryGetInt64(out var whole) => TagValue.Of(whole),
        JsonTokenType.Number => TagValue.Of(reader.GetDouble()),
        _ => throw new JsonException("A value is a number, a boolean or a string."),
    };

    public override void Write(Utf8JsonWriter writer, TagValue value, JsonSerializerOptions options) => Write(writer, value);

    public static void Write(Utf8JsonWriter json, TagValue value)
    {
        switch (value.Kind)
        {
            case TagKind.None:
                json.WriteNullValue();
                break;
            case TagKind.Boolean:
                json.WriteBooleanValue(value.AsBoolean());
                break;
            case TagKind.Float32:
                Number(json, BitConverter.UInt32BitsToSingle((uint)value.Bits));
                break;
            case TagKind.Float64:
                Number(json, value.ToDouble());
                break;
            case TagKind.UInt64:
                Whole(json, value.Bits);
                break;
            case TagKind.String or TagKind.Bytes:
                json.WriteStringValue(value.ToString());
                break;
            case var kind when kind.IsArray():
                Items(json, (Array)value.Reference!);
                break;
            default:
                Whole(json, (long)value.Bits);
                break;
        }
    }

    public static void Number(Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number))
            json.WriteNumberValue(number);
        else
            json.WriteStringValue(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
    }

    private static void Number(Utf8JsonWriter json, float number)
    {
        if (float.IsFinite(number))
            json.WriteNumberValue(number);
        else
            Number(json, (double)number);
    }

    private static void Whole(Utf8JsonWriter json, long number)
    {
        if (number is >= -LargestExact and <= LargestExact)
            json.WriteNumberValue(number);
        else
            json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
    }

    private static void Whole(Utf8JsonWriter json, ulong number)
    {
        if (number <= LargestExact)
            json.WriteNumberValue(number);
        else
            json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
    }

    private static void Items(Utf8JsonWriter json, Array items)
    {
        json.WriteStartArray();
        foreach (var item in items)
        {
            switch (item)
            {
                case bool flag:
                    json.WriteBooleanValue(flag);
                    break;
                case string text:
                    json.WriteStringValue(text);
                    break;
                case float number:
                    Number(json, number);
                    break;
                case double number:
                    Number(json, number);
                    break;
                case ulong number:
                    Whole(json, number);
                    break;
                default:
                    Whole(json, Convert.ToInt64(item, CultureInfo.InvariantCulture));
                    break;
            }
        }
        json.WriteEndArray();
    }
}
