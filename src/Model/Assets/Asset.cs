namespace Millwright.Model;

/// <summary>A thing of the plant that has tags or other assets below it: an area, a line, a machine.</summary>
public sealed record Asset
{
    /// <summary>The full path, plant first.</summary>
    public required TagPath Path { get; init; }

    public required AssetLevel Level { get; init; }

    /// <summary>The template it is made from, such as <c>hydraulic-press</c>.</summary>
    public string? Type { get; init; }

    public string? Description { get; init; }

    /// <summary>The name of its tag that says what it is doing, an enumeration.</summary>
    public string? StateTag { get; init; }

    /// <summary>What its maker wrote on it, null when nobody wrote it down.</summary>
    public Nameplate? Nameplate { get; init; }
}
