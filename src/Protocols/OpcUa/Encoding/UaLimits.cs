namespace Millwright.OpcUa.Encoding;

/// <summary>What a decoder accepts; beyond it decoding ends with BadEncodingLimitsExceeded before anything is allocated.</summary>
public sealed record UaLimits
{
    /// <summary>The deepest nesting any decoder of this library follows (OPC 10000-6, 5.1.8 asks for at least 100).</summary>
    public const int DeepestNesting = 100;

    /// <summary>The most dimensions a matrix may have.</summary>
    public const int MostDimensions = 32;

    public static UaLimits Default { get; } = new();

    /// <summary>Bytes of one string, 1 MiB unless set.</summary>
    public int MaxStringBytes { get; init; } = 1 << 20;

    /// <summary>Bytes of one byte string or one encoded structure, 16 MiB unless set.</summary>
    public int MaxByteStringBytes { get; init; } = 16 << 20;

    /// <summary>Elements of one array, 1,000,000 unless set.</summary>
    public int MaxArrayLength { get; init; } = 1_000_000;

    /// <summary>Levels of variants, data values, diagnostics and structures inside each other, at most <see cref="DeepestNesting"/>.</summary>
    public int MaxNesting { get; init; } = DeepestNesting;
}
