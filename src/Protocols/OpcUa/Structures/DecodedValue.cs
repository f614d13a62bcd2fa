namespace Millwright.OpcUa.Structures;

/// <summary>A value inside a decoded structure: <see cref="PlainValue"/>, <see cref="StructureValue"/> or <see cref="StructureArray"/>.</summary>
public abstract class DecodedValue
{
    private protected DecodedValue()
    {
    }

    /// <summary>The value as JSON; see <see cref="StructureJson"/>.</summary>
    public override string ToString() => StructureJson.Format(this);
}
