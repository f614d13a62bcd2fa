namespace Millwright.Model;

/// <summary>What is known of a tag besides its samples.</summary>
public sealed record TagDefinition
{
    private TagTraits _traits;
    private readonly object _address = "";

    public TagDefinition() => _traits = new();

    private TagDefinition(TagDefinition original)
    {
        // A copy is about to be changed, and what it shares with others must not be.
        _traits = original._traits with { };
        (Id, Path, _address) = (original.Id, original.Path, original._address);
    }

    public required TagId Id { get; init; }

    /// <summary>The full path, plant first: <c>acme/berlin/press-shop/line1/press3/oil_temperature</c>.</summary>
    public required TagPath Path { get; init; }

    /// <summary>The address on the device, in the words of its driver.</summary>
    public string Address { get => _address.ToString() ?? ""; init => _address = value; }

    /// <summary>Something whose text is <see cref="Address"/>, in the place of a text that would be kept beside it.</summary>
    public object AddressedBy { get => _address; init => _address = value; }

    /// <summary>The type its samples have after normalizing.</summary>
    public required TagKind Kind { get => _traits.Kind; init => _traits.Kind = value; }

    public Unit? Unit { get => _traits.Unit; init => _traits.Unit = value; }

    public string? Description { get => _traits.Description; init => _traits.Description = value; }

    /// <summary>Engineering range in <see cref="Unit"/>; outside of it a sample is Uncertain.</summary>
    public ValueRange? Range { get => _traits.Range; init => _traits.Range = value; }

    /// <summary>Digits after the point when shown, null for as many as it takes.</summary>
    public int? Decimals { get => _traits.Decimals; init => _traits.Decimals = value; }

    /// <summary>Words for the values of an enumeration: 0 idle, 1 running.</summary>
    public IReadOnlyDictionary<long, string>? States { get => _traits.States; init => _traits.States = value; }

    /// <summary>The connection it is read from.</summary>
    public required string Connection { get => _traits.Connection; init => _traits.Connection = value; }

    /// <summary>True when Control may be asked to write it.</summary>
    public bool Writable { get => _traits.Writable; init => _traits.Writable = value; }

    /// <summary>Lets definitions share what they have in common: the tags of a template differ in identity, path and address alone.</summary>
    public static void Share(IEnumerable<TagDefinition> definitions)
    {
        var seen = new HashSet<TagTraits>();
        foreach (var definition in definitions)
        {
            if (seen.TryGetValue(definition._traits, out var known))
                definition._traits = known;
            else
                seen.Add(definition._traits);
        }
    }

    /// <summary>Set while a definition is made, and not after it.</summary>
    private sealed record TagTraits
    {
        public TagKind Kind { get; set; }
        public Unit? Unit { get; set; }
        public string? Description { get; set; }
        public ValueRange? Range { get; set; }
        public int? Decimals { get; set; }
        public IReadOnlyDictionary<long, string>? States { get; set; }
        public string Connection { get; set; } = "";
        public bool Writable { get; set; }
    }
}
