using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Millwright.Host.Configuration.Yaml;

/// <summary>What a node says, as 64 bits: layout, comments, the order of keys and the place in the file do not count.</summary>
internal static class YamlFingerprint
{
    /// <summary>The fingerprint of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="resolve">What a text stands for, so that a changed secret changes the fingerprint.</param>
    /// <param name="context">What else counts, such as what the node inherits.</param>
    public static ulong Of(YamlNode node, Func<string, string> resolve, string context = "")
    {
        var text = new StringBuilder(context);
        Write(node, resolve, text);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    private static void Write(YamlNode node, Func<string, string> resolve, StringBuilder text)
    {
        switch (node)
        {
            case YamlScalar { IsEmpty: true }:
                text.Append('~');
                break;
            case YamlScalar scalar:
                Write(resolve(scalar.Text), text);
                break;
            case YamlSequence sequence:
                text.Append('[');
                foreach (var item in sequence.Items)
                    Write(item, resolve, text);
                text.Append(']');
                break;
            case YamlMapping mapping:
                text.Append('{');
                foreach (var entry in mapping.Entries.OrderBy(e => e.Key.Text, StringComparer.Ordinal))
                {
                    Write(entry.Key.Text, text);
                    Write(entry.Value, resolve, text);
                }
                text.Append('}');
                break;
        }
    }

    // The length before the text keeps two neighbours from reading as another two.
    private static void Write(string value, StringBuilder text) =>
        text.Append(CultureInfo.InvariantCulture, $"{value.Length}:").Append(value);
}
