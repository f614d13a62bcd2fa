using System.Buffers.Binary;
using Millwright.Modbus.Messages;
using Millwright.Wire;

namespace Millwright.Modbus.Framing;

internal static class RtuParser
{
    /// <summary>
    /// A server on a shared line sees the requests to, and the replies of, its neighbours. What is neither drops the whole burst:
    /// a damaged write may hold bytes that look like another request, and only silence says where the next one really begins.
    /// </summary>
    public static FoundFrame ParseRequest(ReadOnlySpan<byte> bytes)
    {
        var request = At(bytes, RtuLength.OfRequest(bytes));
        if (request.Status == FrameStatus.Complete)
            return request;
        var reply = At(bytes, RtuLength.OfResponse(bytes));
        if (reply.Status == FrameStatus.Complete)
            return FoundFrame.Damaged(reply.Used) with { Status = FrameStatus.Foreign };
        return request.Status == FrameStatus.Short || reply.Status == FrameStatus.Short
            ? FoundFrame.Short
            : FoundFrame.Damaged(bytes.Length);
    }

    /// <summary>A client knows which reply it awaits, so after noise or a bad checksum it slides to the next place where that reply could begin.</summary>
    public static FoundFrame ParseResponse(ReadOnlySpan<byte> bytes, byte unit, byte function)
    {
        if (!CouldBegin(bytes, unit, function))
            return FoundFrame.Damaged(NextStart(bytes, unit, function));
        var found = At(bytes, RtuLength.OfResponse(bytes));
        return found.Status == FrameStatus.Damaged ? FoundFrame.Damaged(NextStart(bytes, unit, function)) : found;
    }

    private static bool CouldBegin(ReadOnlySpan<byte> bytes, byte unit, byte function) =>
        function == 0 || (bytes[0] == unit && (bytes.Length == 1 || (bytes[1] & ~ModbusLimits.ExceptionFlag) == function));

    private static int NextStart(ReadOnlySpan<byte> bytes, byte unit, byte function)
    {
        var skip = 1;
        while (skip < bytes.Length && !CouldBegin(bytes[skip..], unit, function))
            skip++;
        return skip;
    }

    private static FoundFrame At(ReadOnlySpan<byte> bytes, int length)
    {
        if (length == RtuLength.Unknown)
            return ByChecksum(bytes);
        if (length > RtuLength.MaxFrameBytes)
            return FoundFrame.Damaged(bytes.Length);
        if (length == RtuLength.NotYetKnown || bytes.Length < length)
            return FoundFrame.Short;
        return Crc16.IsValid(bytes[..length]) ? Frame(bytes, length) : FoundFrame.Damaged(bytes.Length);
    }

    private static FoundFrame ByChecksum(ReadOnlySpan<byte> bytes)
    {
        var limit = Math.Min(bytes.Length, RtuLength.MaxFrameBytes);
        var crc = Crc16.Start;
        for (var length = RtuLength.MinFrameBytes; length <= limit; length++)
        {
            crc = Crc16.Append(crc, length == RtuLength.MinFrameBytes ? bytes[..2] : bytes.Slice(length - 3, 1));
            if (crc == BinaryPrimitives.ReadUInt16LittleEndian(bytes[(length - 2)..]))
                return Frame(bytes, length);
        }
        return bytes.Length < RtuLength.MaxFrameBytes ? FoundFrame.Short : FoundFrame.Damaged(bytes.Length);
    }

    private static FoundFrame Frame(ReadOnlySpan<byte> bytes, int length) =>
        new(FrameStatus.Complete, length, 0, bytes[0], 1, length - 3);
}
