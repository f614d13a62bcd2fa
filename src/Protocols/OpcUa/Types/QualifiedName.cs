using System.Globalization;

namespace Millwright.OpcUa.Types;

/// <summary>A name within a namespace (OPC 10000-3, 8.3); the browse name of a node.</summary>
public readonly record struct QualifiedName(ushort NamespaceIndex, string? Name)
{
    public QualifiedName(string? name)
        : this(0, name)
    {
    }

    public bool IsNull => Name is null && NamespaceIndex == 0;

    /// <summary>Reads <c>2:Speed</c>; without a leading number and colon the whole text is a name of namespace 0.</summary>
    public static QualifiedName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && ushort.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? new QualifiedName(index, text[(colon + 1)..])
            : new QualifiedName(0, text);
    }

    public override string ToString() =>
        NamespaceIndex == 0 ? Name ?? "" : string.Create(CultureInfo.InvariantCulture, $"{NamespaceIndex}:{Name}");
}
