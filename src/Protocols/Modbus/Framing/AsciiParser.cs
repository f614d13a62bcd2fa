using Millwright.Wire;

namespace Millwright.Modbus.Framing;

internal static class AsciiParser
{
    private const int MaxFrameCharacters = FrameWriter.MaxFrameBytes;

    public static FoundFrame Parse(ReadOnlySpan<byte> bytes, Span<byte> decoded, byte delimiter)
    {
        var start = bytes.IndexOf((byte)':');
        if (start != 0)
            return FoundFrame.Damaged(start < 0 ? bytes.Length : start);
        // A colon begins a frame wherever it stands: the unfinished one before it was cut off.
        var restart = bytes[1..].IndexOf((byte)':') + 1;
        var end = bytes.IndexOf((byte)'\r');
        if (restart > 0 && (end < 0 || restart < end))
            return FoundFrame.Damaged(restart);
        if (end < 0)
            return bytes.Length >= MaxFrameCharacters ? FoundFrame.Damaged(bytes.Length) : FoundFrame.Short;
        if (end + 1 == bytes.Length)
            return FoundFrame.Short;
        var used = end + 2;
        var digits = bytes[1..end];
        // Unit, function and LRC are the least there can be.
        if (bytes[end + 1] != delimiter || digits.Length % 2 != 0 || digits.Length < 6 || digits.Length / 2 > decoded.Length)
            return FoundFrame.Damaged(used);
        if (!TryDecode(digits, decoded))
            return FoundFrame.Damaged(used);
        var length = digits.Length / 2;
        return Lrc.Compute(decoded[..(length - 1)]) == decoded[length - 1]
            ? new FoundFrame(FrameStatus.Complete, used, 0, decoded[0], 1, length - 2)
            : FoundFrame.Damaged(used);
    }

    private static bool TryDecode(ReadOnlySpan<byte> digits, Span<byte> decoded)
    {
        for (var i = 0; i < digits.Length; i += 2)
        {
            var high = Nibble(digits[i]);
            var low = Nibble(digits[i + 1]);
            if ((high | low) < 0)
                return false;
            decoded[i / 2] = (byte)((high << 4) | low);
        }
        return true;
    }

    private static int Nibble(byte character) => character switch
    {
        >= (byte)'0' and <= (byte)'9' => character - '0',
        >= (byte)'A' and <= (byte)'F' => character - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => character - 'a' + 10,
        _ => -1,
    };
}
