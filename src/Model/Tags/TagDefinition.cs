namespace Millwright.Model;

/// <summary>What is known of a tag besides its samples.</summary>
public sealed record TagDefinition
{
    public required TagId Id { get; init; }

    /// <summary>The full path, plant first: <c>acme/berlin/press-shop/line1/press3/oil_temperature</c>.</summary>
    public required TagPath Path { get; init; }

    /// <summary>The type its samples have after normalizing.</summary>
    public required TagKind Kind { get; init; }

    public Unit? Unit { get; init; }

    public string? Description { get; init; }

    /// <summary>Engineering range in <see cref="Unit"/>; outside of it a sample is Uncertain.</summary>
    public ValueRange? Range { get; init; }

    /// <summary>Digits after the point when shown, null for as many as it takes.</summary>
    public int? Decimals { get; init; }

    /// <summary>Words for the values of an enumeration: 0 idle, 1 running.</summary>
    public IReadOnlyDictionary<long, string>? States { get; init; }

    /// <summary>The connection it is read from.</summary>
    public required string Connection { get; init; }

    /// <summary>The address on the device, in the words of its driver.</summary>
    public required string Address { get; init; }

    /// <summary>True when Control may be asked to write it.</summary>
    public bool Writable { get; init; }
}
