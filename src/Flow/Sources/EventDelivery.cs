namespace Millwright.Flow.Sources;

/// <summary>In what sense a source hands over events.</summary>
public enum EventDelivery
{
    /// <summary>They happen now.</summary>
    Live,
    /// <summary>They are of the past, such as those that a device kept over a break: for the record alone, whatever they say of conditions.</summary>
    Past,
    /// <summary>
    /// They are all conditions of the connection that matter now, as a device tells them after a connect. What is known already is not
    /// recorded again; what was known and is not among them has gone and is closed.
    /// </summary>
    Standing,
}
