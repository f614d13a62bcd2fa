namespace Millwright.Simulators.Machines;

/// <summary>What a machine says of itself to function 43/14.</summary>
public sealed record Identification(string Vendor, string Product, string Revision, string Model);
