using System.Runtime.CompilerServices;

namespace Millwright.OpcUa.Types;

/// <summary>
/// A value of any built-in type: nothing, a scalar, an array or a matrix (OPC 10000-4, 7.40; OPC 10000-6, 5.2.2.16). 24 bytes; numbers,
/// times, strings, node ids and qualified names are held without a box. A box is made for a GUID, a localized text with a locale, an
/// expanded node id with a URI, and a data value. Arrays are shared, not copied: do not change one that a variant holds.
/// </summary>
public readonly partial struct Variant : IEquatable<Variant>
{
    private readonly object? _reference;
    private readonly long _bits;
    private readonly BuiltInType _type;
    private readonly VariantShape _shape;

    private Variant(BuiltInType type, long bits, object? reference)
    {
        _type = type;
        _bits = bits;
        _reference = reference;
    }

    private Variant(BuiltInType type, object reference, VariantShape shape)
    {
        _type = type;
        _reference = reference;
        _shape = shape;
    }

    public static Variant Null => default;

    public BuiltInType Type => _type;

    /// <summary>Nothing at all; a null string or byte string is not.</summary>
    public bool IsNull => _type == BuiltInType.Null;

    public bool IsScalar => _shape == VariantShape.Scalar;

    /// <summary>An array of one dimension or a matrix.</summary>
    public bool IsArray => _shape != VariantShape.Scalar;

    /// <summary>The elements in row-major order, null for a scalar: <c>double[]</c>, <c>string?[]</c>, <c>UaDateTime[]</c>, <c>Variant[]</c> and so on.</summary>
    public Array? Elements => _shape switch
    {
        VariantShape.Array => Unsafe.As<Array>(_reference),
        VariantShape.Matrix => Unsafe.As<VariantMatrix>(_reference)!.Elements,
        _ => null,
    };

    /// <summary>The lengths of a matrix's dimensions, outermost first; empty for a scalar and for an array of one dimension.</summary>
    public ReadOnlySpan<int> Dimensions => _shape == VariantShape.Matrix ? Unsafe.As<VariantMatrix>(_reference)!.Dimensions : default;

    /// <summary>The value rank as OPC 10000-3 counts it: -1 for a scalar, else the number of dimensions.</summary>
    public int ValueRank => _shape switch { VariantShape.Scalar => -1, VariantShape.Array => 1, _ => Dimensions.Length };

    /// <summary>An array or, with two or more dimensions, a matrix of an element type that <see cref="Elements"/> lists.</summary>
    /// <exception cref="UaException">BadTypeMismatch: the array's element type does not belong to the type, or the dimensions do not multiply to its length.</exception>
    public static Variant FromElements(BuiltInType type, Array elements, ReadOnlySpan<int> dimensions = default)
    {
        ArgumentNullException.ThrowIfNull(elements);
        if (elements.Rank != 1 || VariantElements.TypeOf(type) != elements.GetType())
            throw new UaException(StatusCodes.BadTypeMismatch, $"an array of {type} is not a {elements.GetType().Name}");
        if (dimensions.Length < 2)
            return new Variant(type, elements, VariantShape.Array);
        long product = 1;
        foreach (var length in dimensions)
            product = length < 0 ? -1 : Math.Min(product * length, int.MaxValue + 1L);
        if (product != elements.Length)
            throw new UaException(StatusCodes.BadTypeMismatch, $"dimensions {string.Join("x", dimensions.ToArray())} do not hold {elements.Length} elements");
        return new Variant(type, new VariantMatrix(elements, dimensions.ToArray()), VariantShape.Matrix);
    }

    public bool Equals(Variant other) => VariantEquality.Equal(this, other);

    public override bool Equals(object? obj) => obj is Variant other && Equals(other);

    public override int GetHashCode() => VariantEquality.Hash(this);

    public override string ToString() => VariantText.Format(this);

    public static bool operator ==(Variant left, Variant right) => left.Equals(right);

    public static bool operator !=(Variant left, Variant right) => !left.Equals(right);

    /// <summary>The payload of a number or time.</summary>
    internal long Bits => _bits;

    internal object? Reference => _reference;
}
