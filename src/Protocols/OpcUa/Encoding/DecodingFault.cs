using System.Diagnostics.CodeAnalysis;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Encoding;

/// <summary>The two ways a decoder gives up, kept out of the hot paths.</summary>
internal static class DecodingFault
{
    [DoesNotReturn]
    public static void Short(int wanted, int left) => throw new UaException(
        StatusCodes.BadDecodingError, $"{wanted} bytes were announced and {left} are left (OPC 10000-6, 5.2)");

    [DoesNotReturn]
    public static void Malformed(string what, string clause) => throw new UaException(
        StatusCodes.BadDecodingError, $"{what} (OPC 10000-6, {clause})");

    [DoesNotReturn]
    public static void Limit(string what, long length, long limit) => throw new UaException(
        StatusCodes.BadEncodingLimitsExceeded, $"{what} of {length} is above the limit of {limit} (OPC 10000-6, 5.2.1)");
}
