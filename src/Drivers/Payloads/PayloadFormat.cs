namespace Millwright.Drivers.Payloads;

/// <summary>How the bytes of a message are read.</summary>
public enum PayloadFormat
{
    /// <summary>RFC 8259.</summary>
    Json,

    /// <summary>One value as text.</summary>
    Plain,

    /// <summary>Rows of fields apart by comma, semicolon or tabulator (RFC 4180); each row is a sample.</summary>
    Csv,

    /// <summary>RFC 8949, read by the same paths as JSON.</summary>
    Cbor,

    /// <summary>A metric of an edge node of Sparkplug B, from its births and data.</summary>
    Sparkplug,
}
