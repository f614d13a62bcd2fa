using System.Buffers;
using System.Formats.Cbor;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Millwright.Drivers.Payloads;

/// <summary>CBOR as the JSON that says the same (RFC 8949, 6.1): byte strings in Base64, other keys as text, what JSON lacks as null.</summary>
internal static class CborDocument
{
    public const int MaxDepth = 64;

    /// <exception cref="CborContentException">The bytes are no CBOR, or deeper than <see cref="MaxDepth"/>.</exception>
    /// <exception cref="InvalidOperationException">A break or tag stands where none may.</exception>
    public static JsonDocument Read(ReadOnlyMemory<byte> bytes)
    {
        var reader = new CborReader(bytes, CborConformanceMode.Lax);
        var json = new ArrayBufferWriter<byte>(Math.Max(64, bytes.Length));
        using (var writer = new Utf8JsonWriter(json, new() { SkipValidation = false }))
            Write(reader, writer, 0);
        return JsonDocument.Parse(json.WrittenMemory, new() { MaxDepth = MaxDepth });
    }

    private static void Write(CborReader reader, Utf8JsonWriter writer, int depth)
    {
        if (depth >= MaxDepth)
            throw new CborContentException($"the document is deeper than {MaxDepth}");
        switch (reader.PeekState())
        {
            case CborReaderState.StartMap:
                reader.ReadStartMap();
                writer.WriteStartObject();
                while (reader.PeekState() != CborReaderState.EndMap)
                {
                    writer.WritePropertyName(Key(reader));
                    Write(reader, writer, depth + 1);
                }
                reader.ReadEndMap();
                writer.WriteEndObject();
                break;
            case CborReaderState.StartArray:
                reader.ReadStartArray();
                writer.WriteStartArray();
                while (reader.PeekState() != CborReaderState.EndArray)
                    Write(reader, writer, depth + 1);
                reader.ReadEndArray();
                writer.WriteEndArray();
                break;
            case CborReaderState.Tag:
                WriteTagged(reader, writer, depth);
                break;
            default:
                WriteScalar(reader, writer);
                break;
        }
    }

    private static void WriteTagged(CborReader reader, Utf8JsonWriter writer, int depth)
    {
        if (reader.PeekTag() is CborTag.UnsignedBigNum or CborTag.NegativeBigNum)
        {
            writer.WriteStringValue(reader.ReadBigInteger().ToString(CultureInfo.InvariantCulture));
            return;
        }
        // A time keeps its text or number; what else is tagged is told by its content.
        reader.ReadTag();
        Write(reader, writer, depth + 1);
    }

    private static void WriteScalar(CborReader reader, Utf8JsonWriter writer)
    {
        switch (reader.PeekState())
        {
            case CborReaderState.UnsignedInteger:
                writer.WriteNumberValue(reader.ReadUInt64());
                break;
            case CborReaderState.NegativeInteger:
                var below = -1 - (BigInteger)reader.ReadCborNegativeIntegerRepresentation();
                writer.WriteRawValue(below.ToString(CultureInfo.InvariantCulture));
                break;
            case CborReaderState.HalfPrecisionFloat or CborReaderState.SinglePrecisionFloat or CborReaderState.DoublePrecisionFloat:
                var number = reader.ReadDouble();
                if (double.IsFinite(number))
                    writer.WriteNumberValue(number);
                else
                    writer.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
                break;
            case CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString:
                writer.WriteStringValue(reader.ReadTextString());
                break;
            case CborReaderState.ByteString or CborReaderState.StartIndefiniteLengthByteString:
                writer.WriteBase64StringValue(reader.ReadByteString());
                break;
            case CborReaderState.Boolean:
                writer.WriteBooleanValue(reader.ReadBoolean());
                break;
            default:
                reader.SkipValue();
                writer.WriteNullValue();
                break;
        }
    }

    private static string Key(CborReader reader) => reader.PeekState() switch
    {
        CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString => reader.ReadTextString(),
        CborReaderState.UnsignedInteger => reader.ReadUInt64().ToString(CultureInfo.InvariantCulture),
        CborReaderState.NegativeInteger => reader.ReadInt64().ToString(CultureInfo.InvariantCulture),
        var other => throw new CborContentException($"a key of a map is {other}"),
    };
}
