using System.Net;

namespace Millwright.Simulators.Bulk;

/// <summary>Where a part of the registers stands: holding 0 to <paramref name="Registers"/>, exclusive.</summary>
public sealed record BulkUnit(IPEndPoint EndPoint, byte Unit, int Registers, BulkDevice Device);
