namespace Millwright.Modbus.Server;

/// <summary>How an answer leaves.</summary>
public readonly record struct ReplyVerdict
{
    private ReplyVerdict(VerdictKind kind) => Kind = kind;

    internal VerdictKind Kind { get; }

    /// <summary>Waits before the first byte. Later requests are served meanwhile, so answers may leave out of order.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Cuts the frame into pieces of this many bytes; 0 leaves it whole.</summary>
    public int PieceBytes { get; init; }

    /// <summary>Waits between two pieces.</summary>
    public TimeSpan PiecePause { get; init; }

    /// <summary>Sends only the first bytes of the frame; 0 sends all.</summary>
    public int Truncate { get; init; }

    /// <summary>Closes the connection when the bytes are out.</summary>
    public bool CloseAfter { get; init; }

    /// <summary>The whole frame, at once.</summary>
    public static ReplyVerdict Send => default;

    /// <summary>Nothing is sent, though the request was carried out.</summary>
    public static ReplyVerdict Drop => new(VerdictKind.Drop);

    /// <summary>The connection is closed instead.</summary>
    public static ReplyVerdict Close => new(VerdictKind.Close);

    internal bool IsPlain => this == Send;
}
