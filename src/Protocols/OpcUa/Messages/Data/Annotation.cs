using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A note on a stored value (OPC 10000-11, 6.4).</summary>
public sealed record Annotation(string? Message, string? UserName, UaDateTime AnnotationTime) : IUaMessage<Annotation>
{
    public static uint EncodingId => 893;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString(Message);
        writer.WriteString(UserName);
        writer.WriteDateTime(AnnotationTime);
    }

    public static Annotation Decode(ref UaReader reader) => new(
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadDateTime());
}
