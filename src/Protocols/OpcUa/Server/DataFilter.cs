using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Says whether a value is news (OPC 10000-4, 7.22.2).</summary>
/// <param name="Trigger">What counts as a change.</param>
/// <param name="Deadband">The least difference of numbers, in the variable's unit; 0 or less for none.</param>
internal readonly record struct DataFilter(DataChangeTrigger Trigger, double Deadband)
{
    public static DataFilter Default => new(DataChangeTrigger.StatusValue, 0);

    public bool IsNews(in DataValue value, in DataValue last)
    {
        if (value.Status != last.Status)
            return true;
        if (Trigger == DataChangeTrigger.Status)
            return false;
        return Differs(value.Value, last.Value) || (Trigger == DataChangeTrigger.StatusValueTimestamp && value.SourceTimestamp != last.SourceTimestamp);
    }

    private bool Differs(in Variant value, in Variant last)
    {
        if (Deadband <= 0)
            return value != last;
        if (value.Elements is not { } elements)
            return value.TryGetNumber(out var now) && last.TryGetNumber(out var before) ? Exceeds(now, before) : value != last;
        if (last.Elements is not { } others || elements.Length != others.Length || value.Type != last.Type)
            return true;
        for (var i = 0; i < elements.Length; i++)
        {
            if (!VariantElements.ElementAt(elements, value.Type, i).TryGetNumber(out var one) || !VariantElements.ElementAt(others, value.Type, i).TryGetNumber(out var other))
                return value != last;
            if (Exceeds(one, other))
                return true;
        }
        return false;
    }

    // A step from or to "not a number" is news whatever the deadband.
    private bool Exceeds(double one, double other) => double.IsNaN(one) || double.IsNaN(other) ? double.IsNaN(one) != double.IsNaN(other) : Math.Abs(one - other) > Deadband;
}
