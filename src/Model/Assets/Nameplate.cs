namespace Millwright.Model;

/// <summary>What stands on a machine's nameplate (OPC 40001-1, 8: machine identification).</summary>
/// <param name="Manufacturer">Who built it.</param>
/// <param name="SerialNumber">Its serial number at that manufacturer.</param>
public sealed record Nameplate(string Manufacturer, string SerialNumber)
{
    /// <summary>Its globally unique id, null to make one of manufacturer and serial number.</summary>
    public string? ProductInstanceUri { get; init; }

    /// <summary>The name of its model, null for the asset's type.</summary>
    public string? Model { get; init; }

    public string? ProductCode { get; init; }

    public string? HardwareRevision { get; init; }

    public string? SoftwareRevision { get; init; }

    public string? Location { get; init; }

    /// <summary>1600 to 9999.</summary>
    public int? YearOfConstruction { get; init; }
}
