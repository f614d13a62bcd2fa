using Millwright.Model;

namespace Millwright.Drivers.Payloads;

/// <summary>One sample as a payload tells it.</summary>
/// <param name="Value">None where the payload says that there is none.</param>
/// <param name="Time">When it held; none where the payload does not say.</param>
/// <param name="Quality">As the payload says.</param>
internal readonly record struct Reading(TagValue Value, Timestamp Time, Quality Quality);
