using System.Buffers.Binary;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Millwright.Flow.Files;
using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Flow.Ledger;

/// <summary>The ledger on disk: 4 bytes CRC32C over the rest, 4 bytes 'MWL1', then JSON. Replaced as a whole by rename.</summary>
internal sealed class LedgerFile(IFileStore files, string directory)
{
    /// <summary>The largest file that is read.</summary>
    private const int MaxBytes = 64 << 20;

    private static ReadOnlySpan<byte> Magic => "MWL1"u8;

    private string FilePath => Path.Combine(directory, "ledger");

    /// <summary>The stored state, null when there is none.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public LedgerState? Load()
    {
        if (!files.Exists(FilePath))
            return null;
        using var file = files.Open(FilePath, writable: false);
        if (file.Length is < 8 or > MaxBytes)
            throw new InvalidDataException($"{FilePath}: {file.Length} bytes is no ledger; its sums begin anew from the log");
        var bytes = new byte[file.Length];
        var read = file.Read(0, bytes);
        if (read != bytes.Length || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Crc(bytes.AsSpan(4)) || !bytes.AsSpan(4, 4).SequenceEqual(Magic))
            throw new InvalidDataException($"{FilePath}: the checksum is wrong; its sums begin anew from the log");
        try
        {
            return JsonSerializer.Deserialize(bytes.AsSpan(8), LedgerJson.Default.LedgerState);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{FilePath}: {e.Message}; its sums begin anew from the log", e);
        }
    }

    /// <summary>Stores durably; afterwards either the old or the new state is there, whatever happens.</summary>
    public void Save(LedgerState state)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(state, LedgerJson.Default.LedgerState);
        var bytes = new byte[json.Length + 8];
        Magic.CopyTo(bytes.AsSpan(4));
        json.CopyTo(bytes, 8);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Crc(bytes.AsSpan(4)));
        files.CreateDirectory(directory);
        var fresh = FilePath + ".new";
        if (files.Exists(fresh))
            files.Delete(fresh);
        using (var file = files.Create(fresh))
        {
            file.Write(0, bytes);
            file.Sync();
        }
        files.Rename(fresh, FilePath);
        files.SyncDirectory(directory);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}

/// <summary>What is stored.</summary>
internal sealed record LedgerState(long At, List<ConnectionMark> Connections, List<SinkMark> Sinks, List<GapMark> Gaps)
{
    /// <summary>The sums of events; none in what was stored before there were any.</summary>
    public List<ConnectionMark> Events { get; init; } = [];
}

/// <summary>A connection's sums with the log position up to which its batches are in them.</summary>
internal sealed record ConnectionMark(ConnectionLedger Sums, long Through);

/// <summary>A gap with its numbers alone.</summary>
internal sealed record GapMark(long Id, string Connection, string? Tag, long From, long To, GapCause Cause, long Count, string Detail)
{
    public static GapMark Of(Gap gap) =>
        new(gap.Id, gap.Connection, gap.Tag?.ToString(), gap.From.Ticks, gap.To.Ticks, gap.Cause, gap.Count, gap.Detail);

    public Gap ToGap() => new(
        Id, Connection, TagPath.TryParse(Tag, out var path, out _) ? path : null, new(From), new(To), Cause, Count, Detail);
}

[JsonSerializable(typeof(LedgerState))]
internal sealed partial class LedgerJson : JsonSerializerContext;
