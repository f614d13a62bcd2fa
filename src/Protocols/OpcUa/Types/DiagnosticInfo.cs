namespace Millwright.OpcUa.Types;

/// <summary>
/// A server's details about a failed operation (OPC 10000-4, 7.12). Indexes point into the string table of the response header; -1 stands
/// for "not given".
/// </summary>
public sealed record DiagnosticInfo
{
    public int SymbolicId { get; init; } = -1;

    public int NamespaceUri { get; init; } = -1;

    public int Locale { get; init; } = -1;

    public int LocalizedText { get; init; } = -1;

    public string? AdditionalInfo { get; init; }

    public StatusCode InnerStatus { get; init; }

    public DiagnosticInfo? Inner { get; init; }
}
