using System.Text;

namespace Millwright.OpcUa.AddressSpace;

/// <summary>An engineering unit as EUInformation tells it (OPC 10000-8, 5.6.4.3).</summary>
/// <param name="UnitId">The number of the unit in <paramref name="NamespaceUri"/>; -1 when it has none.</param>
/// <param name="Symbol">What stands beside a number, for instance <c>°C</c>.</param>
/// <param name="Description">The unit's full name, or null.</param>
/// <param name="NamespaceUri">Who numbers the units; UNECE unless told otherwise.</param>
public sealed record EngineeringUnit(int UnitId, string Symbol, string? Description = null, string NamespaceUri = EngineeringUnit.UneceUri)
{
    /// <summary>Units by UNECE recommendation 20.</summary>
    public const string UneceUri = "http://www.opcfoundation.org/UA/units/un/cefact";

    /// <summary>A unit by its UNECE common code, for instance <c>CEL</c>: the number is made of the code's characters.</summary>
    /// <exception cref="ArgumentException">The code is not one to four ASCII characters.</exception>
    public static EngineeringUnit Unece(string code, string symbol, string? description = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(code);
        if (code.Length > 4 || !Ascii.IsValid(code))
            throw new ArgumentException($"'{code}' is not a UNECE common code of one to four letters or digits.", nameof(code));
        var number = 0;
        foreach (var letter in code)
            number = (number << 8) | letter;
        return new EngineeringUnit(number, symbol, description);
    }
}
