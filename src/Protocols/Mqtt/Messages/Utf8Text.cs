using System.Text;
using System.Text.Unicode;

namespace Millwright.Mqtt.Messages;

/// <summary>The strings of MQTT: well-formed UTF-8 without U+0000 (MQTT 5, 1.5.4).</summary>
public static class Utf8Text
{
    /// <summary>Well-formed, so without surrogates and overlong forms, without NUL, and not too long.</summary>
    public static bool IsValid(ReadOnlySpan<byte> utf8) =>
        utf8.Length <= MqttLimits.MaxStringBytes && !utf8.Contains((byte)0) && Utf8.IsValid(utf8);

    /// <summary>The text of bytes that were checked.</summary>
    public static string ToText(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    /// <summary>The bytes of a text.</summary>
    /// <exception cref="ArgumentException">It holds U+0000 or half a surrogate pair, or takes more than 65,535 bytes.</exception>
    public static byte[] ToBytes(string text)
    {
        byte[] bytes;
        try
        {
            bytes = Strict().GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException("The text holds half a surrogate pair, which MQTT cannot carry.", nameof(text), e);
        }
        return IsValid(bytes) ? bytes : throw new ArgumentException("The text holds U+0000 or takes more than 65,535 bytes, which MQTT cannot carry.", nameof(text));
    }

    private static UTF8Encoding Strict() => new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
