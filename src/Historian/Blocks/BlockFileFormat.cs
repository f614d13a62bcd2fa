namespace Millwright.Historian.Blocks;

/// <summary>The fixed numbers of a block file; docs/historian-format.md tells the rest.</summary>
internal static class BlockFileFormat
{
    public const string Extension = ".blocks";
    public const string TemporaryExtension = ".tmp";
    public const string DamagedExtension = ".damaged";

    /// <summary>Files of version 1, of before the first release, are set aside.</summary>
    public const uint Version = 2;

    /// <summary>Features that a reader must know to read the file; none so far.</summary>
    public const uint KnownFeatures = 0;

    public const int HeaderSize = 64;
    public const int TrailerSize = 104;
    public const int ReplacedSize = 16;

    /// <summary>Before each record: its length and its CRC-32C.</summary>
    public const int RecordHeaderSize = 8;

    /// <summary>The most tags, and the most blocks of one tag, that a file can have.</summary>
    public const int MaxTags = 16_000_000;
    public const int MaxBlocksPerTag = 1_000_000;
    /// <summary>The most roll-ups of one tier of one tag.</summary>
    public const int MaxRows = 8_000_000;

    /// <summary>The longest list of blocks or roll-ups of one tag in bytes.</summary>
    public const int MaxListBytes = 512 * 1024 * 1024;

    public const int MaxReplaced = 65_536;

    public static ReadOnlySpan<byte> HeaderMark => "MWBLOCKS"u8;

    public static ReadOnlySpan<byte> TrailerMark => "MWBLKEND"u8;
}
