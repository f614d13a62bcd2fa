namespace Millwright.Historian.Blocks;

/// <summary>The fixed numbers of a block file; docs/historian-format.md tells the rest.</summary>
internal static class BlockFileFormat
{
    public const string Extension = ".blocks";
    public const string TemporaryExtension = ".tmp";
    public const string DamagedExtension = ".damaged";

    public const uint Version = 1;

    /// <summary>Features that a reader must know to read the file; none so far.</summary>
    public const uint KnownFeatures = 0;

    public const int HeaderSize = 64;
    public const int TrailerSize = 104;
    public const int DirectoryEntrySize = 32;
    public const int ReplacedSize = 16;

    /// <summary>Before each record: its length and its CRC-32C.</summary>
    public const int RecordHeaderSize = 8;

    /// <summary>The most tags, and the most blocks of one tag, that a file can have.</summary>
    public const int MaxTags = 16_000_000;
    public const int MaxBlocksPerTag = 8_000_000;
    public const int MaxReplaced = 65_536;

    public static ReadOnlySpan<byte> HeaderMark => "MWBLOCKS"u8;

    public static ReadOnlySpan<byte> TrailerMark => "MWBLKEND"u8;
}
