using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Parts of arrays and strings (OPC 10000-4, 7.27).</summary>
internal static class IndexRanges
{
    public static DataValue Read(string text, in DataValue value) =>
        NumericRange.TryParse(text, out var range) && range is not null ? Read(range, value) : DataValue.FromStatus(StatusCodes.BadIndexRangeInvalid);

    public static DataValue Read(NumericRange range, in DataValue value)
    {
        var status = range.Read(value.Value, out var part);
        return status.IsGood ? value with { Value = part } : DataValue.FromStatus(status);
    }
}
