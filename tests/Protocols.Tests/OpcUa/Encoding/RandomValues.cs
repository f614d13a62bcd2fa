using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Encoding;

/// <summary>Values of every built-in type from a seeded source, so that a failure repeats.</summary>
internal sealed class RandomValues(int seed)
{
    private static readonly string?[] Texts = [null, "", "a", "Machine.Speed", "Grün水", "\0", "a longer text that takes more than thirty-two bytes"];

    private static readonly StatusCodes[] Known =
    [
        StatusCodes.BadNodeIdUnknown, StatusCodes.UncertainInitialValue, StatusCodes.GoodClamped, StatusCodes.BadTimeout, StatusCodes.BadTypeMismatch,
    ];

    public Random Random { get; } = new(seed);

    /// <summary>
    /// Only what every stack keeps: whole milliseconds of this century, no picoseconds, statuses that have a name, no empty text, no empty
    /// matrix, no XML, no type of namespace 0 whose body is none.
    /// </summary>
    public bool Plain { get; init; }

    public UaDateTime Time() => Plain
        ? new UaDateTime(132_000_000_000_000_000 + (Random.Next() * 10_000L))
        : new UaDateTime(Random.NextInt64());

    public string? Text() => Texts[Random.Next(Texts.Length)];

    public byte[]? Bytes()
    {
        if (Random.Next(5) == 0)
            return null;
        var bytes = new byte[Random.Next(20)];
        Random.NextBytes(bytes);
        return bytes;
    }

    public NodeId NodeId() => Random.Next(6) switch
    {
        0 => new NodeId((uint)Random.Next(256)),
        1 => new NodeId((ushort)Random.Next(256), (uint)Random.Next(65_536)),
        2 => new NodeId((ushort)Random.Next(65_536), (uint)Random.NextInt64(uint.MaxValue)),
        3 => new NodeId((ushort)Random.Next(9), Text() ?? "s"),
        4 => new NodeId((ushort)Random.Next(9), Guid()),
        _ => Millwright.OpcUa.Types.NodeId.Opaque((ushort)Random.Next(9), Bytes()),
    };

    public ExpandedNodeId ExpandedNodeId() =>
        new(NodeId(), Random.Next(2) == 0 ? null : "urn:machine", Random.Next(2) == 0 ? 0 : (uint)Random.Next());

    public Guid Guid()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.NextBytes(bytes);
        return new Guid(bytes);
    }

    public LocalizedText LocalizedText() => Plain
        ? new(Random.Next(2) == 0 ? null : "de", "Grün水")
        : new(Text(), Text());

    public StatusCode StatusCode() => Plain
        ? Known[Random.Next(Known.Length)]
        : new StatusCode((uint)Random.NextInt64(uint.MaxValue));

    public QualifiedName QualifiedName() => new((ushort)Random.Next(65_536), Text());

    public ExtensionObject ExtensionObject() => Random.Next(4) switch
    {
        0 => Millwright.OpcUa.Types.ExtensionObject.Null,
        1 when !Plain => new ExtensionObject(NodeId(), ExtensionObjectEncoding.Xml, "<a/>"u8.ToArray()),
        _ => new ExtensionObject(Plain ? new NodeId(7, "VendorType") : NodeId(), Bytes() ?? []),
    };

    public DiagnosticInfo? DiagnosticInfo(int depth = 0) => Random.Next(3) == 0 ? null : new DiagnosticInfo
    {
        SymbolicId = Random.Next(-1, 5),
        NamespaceUri = Random.Next(-1, 5),
        Locale = Random.Next(-1, 5),
        LocalizedText = 1,
        AdditionalInfo = Plain ? "why" : Text(),
        InnerStatus = StatusCode(),
        Inner = depth < 3 ? DiagnosticInfo(depth + 1) : null,
    };

    public DataValue DataValue(int depth = 0) => new(
        depth < 3 ? Variant(depth + 1) : default,
        Random.Next(2) == 0 ? default : StatusCode(),
        Random.Next(2) == 0 ? default : Time(),
        Random.Next(2) == 0 ? default : Time(),
        (ushort)(Plain || Random.Next(2) == 0 ? 0 : Random.Next(10_000)),
        (ushort)(Plain || Random.Next(2) == 0 ? 0 : Random.Next(10_000)));

    public Variant Variant(int depth = 0)
    {
        var type = (BuiltInType)Random.Next(26);
        if (type == BuiltInType.Null)
            return default;
        if (type != BuiltInType.Variant && Random.Next(3) > 0)
            return Scalar(type, depth);
        if (Random.Next(3) > 0 || depth > 2)
            return Millwright.OpcUa.Types.Variant.FromElements(type, Elements(type, Random.Next(5), depth));
        int[] dimensions = [Random.Next(1, 3), Random.Next(Plain ? 1 : 0, 3), Random.Next(1, 3)];
        return Millwright.OpcUa.Types.Variant.FromElements(type, Elements(type, dimensions[0] * dimensions[1] * dimensions[2], depth), dimensions);
    }

    public Variant Scalar(BuiltInType type, int depth = 0) => type switch
    {
        BuiltInType.Boolean => new Variant(Random.Next(2) == 0),
        BuiltInType.SByte => new Variant((sbyte)Random.Next(-128, 128)),
        BuiltInType.Byte => new Variant((byte)Random.Next(256)),
        BuiltInType.Int16 => new Variant((short)Random.Next(-32_768, 32_768)),
        BuiltInType.UInt16 => new Variant((ushort)Random.Next(65_536)),
        BuiltInType.Int32 => new Variant(Random.Next(int.MinValue, int.MaxValue)),
        BuiltInType.UInt32 => new Variant((uint)Random.NextInt64(uint.MaxValue)),
        BuiltInType.Int64 => new Variant(Random.NextInt64(long.MinValue, long.MaxValue)),
        BuiltInType.UInt64 => new Variant((ulong)Random.NextInt64(long.MinValue, long.MaxValue)),
        BuiltInType.Float => new Variant(Random.NextSingle() * 1000),
        BuiltInType.Double => new Variant((Random.NextDouble() - 0.5) * 1e9),
        BuiltInType.String => new Variant(Text()),
        BuiltInType.DateTime => new Variant(Time()),
        BuiltInType.Guid => new Variant(Guid()),
        BuiltInType.ByteString => Millwright.OpcUa.Types.Variant.FromByteString(Bytes()),
        BuiltInType.XmlElement => Millwright.OpcUa.Types.Variant.FromXml(Text()),
        BuiltInType.NodeId => new Variant(NodeId()),
        BuiltInType.ExpandedNodeId => new Variant(ExpandedNodeId()),
        BuiltInType.StatusCode => new Variant(StatusCode()),
        BuiltInType.QualifiedName => new Variant(QualifiedName()),
        BuiltInType.LocalizedText => new Variant(LocalizedText()),
        BuiltInType.ExtensionObject => new Variant(ExtensionObject()),
        BuiltInType.DataValue => new Variant(DataValue(depth + 1)),
        _ => new Variant(DiagnosticInfo()),
    };

    private Array Elements(BuiltInType type, int count, int depth) => type switch
    {
        BuiltInType.Boolean => Make(count, () => Scalar(type).AsBoolean()),
        BuiltInType.SByte => Make(count, () => Scalar(type).AsSByte()),
        BuiltInType.Byte => Make(count, () => Scalar(type).AsByte()),
        BuiltInType.Int16 => Make(count, () => Scalar(type).AsInt16()),
        BuiltInType.UInt16 => Make(count, () => Scalar(type).AsUInt16()),
        BuiltInType.Int32 => Make(count, () => Scalar(type).AsInt32()),
        BuiltInType.UInt32 => Make(count, () => Scalar(type).AsUInt32()),
        BuiltInType.Int64 => Make(count, () => Scalar(type).AsInt64()),
        BuiltInType.UInt64 => Make(count, () => Scalar(type).AsUInt64()),
        BuiltInType.Float => Make(count, () => Scalar(type).AsFloat()),
        BuiltInType.Double => Make(count, () => Scalar(type).AsDouble()),
        BuiltInType.String or BuiltInType.XmlElement => Make(count, Text),
        BuiltInType.DateTime => Make(count, () => Scalar(type).AsDateTime()),
        BuiltInType.Guid => Make(count, Guid),
        BuiltInType.ByteString => Make(count, Bytes),
        BuiltInType.NodeId => Make(count, NodeId),
        BuiltInType.ExpandedNodeId => Make(count, ExpandedNodeId),
        BuiltInType.StatusCode => Make(count, () => Scalar(type).AsStatusCode()),
        BuiltInType.QualifiedName => Make(count, QualifiedName),
        BuiltInType.LocalizedText => Make(count, LocalizedText),
        BuiltInType.ExtensionObject => Make(count, ExtensionObject),
        BuiltInType.DataValue => Make(count, () => DataValue(depth + 1)),
        BuiltInType.Variant => Make(count, () => depth > 2 ? new Variant(1) : Variant(depth + 1)),
        _ => Make(count, () => DiagnosticInfo()),
    };

    private static T[] Make<T>(int count, Func<T> make)
    {
        var elements = new T[count];
        for (var i = 0; i < count; i++)
            elements[i] = make();
        return elements;
    }
}
