namespace Millwright.Model;

/// <summary>The level in the equipment hierarchy (IEC 62264-1, 5.3, in the words of a discrete plant).</summary>
public enum AssetLevel
{
    Enterprise,
    Site,
    Area,
    Line,
    Machine,
    /// <summary>A part of a machine: a spindle, a pump, a zone.</summary>
    Component,
}
