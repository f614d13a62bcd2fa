using System.Diagnostics.CodeAnalysis;

namespace Millwright.Model;

/// <summary>A unit of measure: its UNECE Recommendation 20 code, the symbol people read, and how it converts.</summary>
/// <remarks>A value converts to the coherent SI unit of its quantity as <c>value * Factor + Offset</c>.</remarks>
public sealed record Unit
{
    internal Unit(string code, string symbol, string name, string quantity, double factor, double offset = 0)
    {
        Code = code;
        Symbol = symbol;
        Name = name;
        Quantity = quantity;
        Factor = factor;
        Offset = offset;
    }

    /// <summary>The common code of UNECE Recommendation 20, such as <c>CEL</c>; OPC UA derives its unit id from it.</summary>
    public string Code { get; }

    public string Symbol { get; }

    public string Name { get; }

    /// <summary>What it measures; only units of one quantity convert into each other.</summary>
    public string Quantity { get; }

    public double Factor { get; }

    public double Offset { get; }

    /// <summary>The number that OPC UA puts in EUInformation.unitId (Part 8, 5.6.3): the code's characters, big-endian.</summary>
    public int OpcUaUnitId
    {
        get
        {
            var id = 0;
            foreach (var c in Code)
                id = (id << 8) | c;
            return id;
        }
    }

    /// <summary>The unit for a symbol (<c>°C</c>), an ASCII spelling (<c>degC</c>) or a UNECE code (<c>CEL</c>).</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Unit? unit) => UnitTable.ByText.TryGetValue(text.Trim(), out unit);

    /// <summary>All known units.</summary>
    public static IReadOnlyList<Unit> All => UnitTable.Units;

    public bool ConvertsTo(Unit other) => Quantity == other.Quantity;

    /// <summary>A value of this unit in another of the same quantity.</summary>
    /// <exception cref="InvalidOperationException">The units measure different things.</exception>
    public double Convert(double value, Unit to)
    {
        if (!ConvertsTo(to))
            throw new InvalidOperationException($"{Symbol} ({Quantity}) does not convert to {to.Symbol} ({to.Quantity}).");
        return ReferenceEquals(this, to) ? value : (value * Factor + Offset - to.Offset) / to.Factor;
    }

    /// <summary>A difference of this unit in another: offsets do not count, 1 °C of deadband is 1.8 °F.</summary>
    public double ConvertDifference(double difference, Unit to)
    {
        if (!ConvertsTo(to))
            throw new InvalidOperationException($"{Symbol} ({Quantity}) does not convert to {to.Symbol} ({to.Quantity}).");
        return difference * Factor / to.Factor;
    }

    public override string ToString() => Symbol;
}
