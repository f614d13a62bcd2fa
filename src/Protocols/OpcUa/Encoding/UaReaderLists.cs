using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Encoding;

/// <summary>Lists as messages hold them; a null list reads as an empty one.</summary>
public ref partial struct UaReader
{
    public T[] ReadStructures<T>()
        where T : IUaStructure<T>
    {
        Enter();
        var structures = ReadArray(1, static (ref UaReader r) => T.Decode(ref r));
        Leave();
        return structures;
    }

    /// <summary>An array in place, without a copy.</summary>
    public ReadOnlySpan<uint> ReadUInt32Span() => ReadNumberSpan<uint>();

    /// <summary>An array in place, without a copy.</summary>
    public ReadOnlySpan<StatusCode> ReadStatusCodeSpan() => ReadNumberSpan<StatusCode>();

    public uint[] ReadUInt32s() => ReadNumbers<uint>();

    public StatusCode[] ReadStatusCodes() => ReadNumbers<StatusCode>();

    public UaDateTime[] ReadDateTimes() => ReadNumbers<UaDateTime>();

    public string?[] ReadStrings() => ReadArray(4, static (ref UaReader r) => r.ReadString());

    public byte[]?[] ReadByteStrings() => ReadArray(4, static (ref UaReader r) => r.ReadByteString());

    public NodeId[] ReadNodeIds() => ReadArray(2, static (ref UaReader r) => r.ReadNodeId());

    public QualifiedName[] ReadQualifiedNames() => ReadArray(6, static (ref UaReader r) => r.ReadQualifiedName());

    public LocalizedText[] ReadLocalizedTexts() => ReadArray(1, static (ref UaReader r) => r.ReadLocalizedText());

    public DataValue[] ReadDataValues() => ReadArray(1, static (ref UaReader r) => r.ReadDataValue());

    public Variant[] ReadVariants() => ReadArray(1, static (ref UaReader r) => r.ReadVariant());

    public ExtensionObject[] ReadExtensionObjects() => ReadArray(3, static (ref UaReader r) => r.ReadExtensionObject());

    public DiagnosticInfo?[] ReadDiagnosticInfos() => ReadArray(1, static (ref UaReader r) => r.ReadDiagnosticInfo());
}
