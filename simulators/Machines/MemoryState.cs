namespace Millwright.Simulators.Machines;

/// <summary>How much of its memory a controller has filled after power-up.</summary>
internal enum MemoryState
{
    /// <summary>All registers hold values.</summary>
    Complete,

    /// <summary>All registers read 0.</summary>
    Zero,

    /// <summary>The first half of each area holds values; a value on the edge is torn.</summary>
    Half,
}
