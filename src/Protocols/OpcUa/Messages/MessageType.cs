using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>One entry of the table of structures.</summary>
/// <param name="EncodingId">The number of its "Default Binary" encoding in namespace 0.</param>
/// <param name="Name">The standard's name, for instance <c>ReadRequest</c>.</param>
/// <param name="Kind">Request, response or structure.</param>
/// <param name="Decode">Reads the body, after the header.</param>
/// <param name="Encode">Writes a body of this type.</param>
public sealed record MessageType(uint EncodingId, string Name, MessageKind Kind, DecodeElement<object> Decode, EncodeElement<object> Encode);
