namespace Millwright.OpcUa.Encoding;

/// <summary>A structure with a fixed layout.</summary>
public interface IUaStructure<TSelf>
    where TSelf : IUaStructure<TSelf>
{
    void Encode(UaWriter writer);

    static abstract TSelf Decode(ref UaReader reader);
}
