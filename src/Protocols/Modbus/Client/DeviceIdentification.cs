namespace Millwright.Modbus.Client;

/// <summary>The answer to function 43/14.</summary>
/// <param name="Conformity">What the device knows: 1 basic, 2 regular, 3 extended; bit 7 set when single objects can be asked for.</param>
/// <param name="Objects">Texts by object id.</param>
public sealed record DeviceIdentification(byte Conformity, IReadOnlyDictionary<byte, string> Objects)
{
    public string? VendorName => Objects.GetValueOrDefault<byte, string>(0);

    public string? ProductCode => Objects.GetValueOrDefault<byte, string>(1);

    public string? Revision => Objects.GetValueOrDefault<byte, string>(2);

    public string? ProductName => Objects.GetValueOrDefault<byte, string>(4);

    public string? ModelName => Objects.GetValueOrDefault<byte, string>(5);
}
