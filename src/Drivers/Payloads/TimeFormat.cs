namespace Millwright.Drivers.Payloads;

/// <summary>How a payload writes a time.</summary>
public enum TimeFormat
{
    /// <summary>ISO 8601, or a number whose size tells seconds, milliseconds, microseconds or nanoseconds since 1970 from each other.</summary>
    Auto,

    /// <summary>ISO 8601; without a zone it is UTC.</summary>
    Iso,

    /// <summary>Seconds since 1970.</summary>
    S,

    /// <summary>Milliseconds since 1970.</summary>
    Ms,

    /// <summary>Microseconds since 1970.</summary>
    Us,

    /// <summary>Nanoseconds since 1970.</summary>
    Ns,
}
