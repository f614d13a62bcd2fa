using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Conditions;

/// <summary>What became of something that happened to an alarm.</summary>
/// <param name="State">Where the alarm stands now.</param>
/// <param name="Status">Good, or why an operator's wish was refused.</param>
/// <param name="IsNews">Whether an event is to be told.</param>
public readonly record struct AlarmStep(AlarmState State, StatusCode Status, bool IsNews)
{
    internal static AlarmStep Nothing(AlarmState state) => new(state, StatusCodes.Good, false);

    internal static AlarmStep Refused(AlarmState state, StatusCode status) => new(state, status, false);
}
