using System.Globalization;
using System.Reflection;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Encoding;
using Millwright.Protocols.Tests.OpcUa.Messages;

namespace Millwright.Interop.Tests.OpcUa;

/// <summary>Our codec against that of node-opcua, both directions.</summary>
public sealed class CodecTests
{
    [Fact]
    public async Task Every_structure_has_the_id_and_the_fields_that_node_opcua_gives_it()
    {
        var types = MessageTypes.All;
        var theirs = await CodecPeer.RunAsync(["schema", .. types.Select(static type => StandardName(type.Name))]);
        Assert.Equal(types.Count, theirs.Count);
        for (var i = 0; i < types.Count; i++)
        {
            var parameters = ClassOf(types[i].Name).GetConstructors().MaxBy(static c => c.GetParameters().Length)!.GetParameters();
            var ours = string.Join(' ', parameters.Select(static parameter => Field(parameter)));
            var header = types[i].Kind == MessageKind.Structure ? "" : types[i].Kind == MessageKind.Request ? " requestHeader:RequestHeader" : " responseHeader:ResponseHeader";
            Assert.Equal($"= {StandardName(types[i].Name)} {types[i].EncodingId}{header} {ours}".TrimEnd(), Plain(theirs[i]));
        }
    }

    [Fact]
    public async Task Values_that_node_opcua_encodes_are_read_and_encoded_to_the_same_bytes()
    {
        var expected = KnownValues();
        var lines = await CodecPeer.RunAsync("known");
        Assert.Equal(expected.Count + 1, lines.Count);
        using var writer = new UaWriter();
        foreach (var line in lines.Select(static line => line.Split(' ')))
        {
            var bytes = Convert.FromHexString(line[2]);
            writer.Clear();
            if (line[1] == "datavalue")
            {
                var value = new UaReader(bytes).ReadDataValue();
                Assert.Equal(new DataValue(new Variant(1.5), StatusCodes.UncertainInitialValue, At, At), value);
                writer.WriteDataValue(value);
            }
            else
            {
                var value = new UaReader(bytes).ReadVariant();
                Assert.True(expected[line[1]] == value, $"{line[1]}: {value}");
                writer.WriteVariant(value);
            }
            if (line[1] != "expanded")
                Assert.Equal(line[2], Convert.ToHexString(writer.Written));
        }
    }

    [Fact]
    public async Task Values_of_ours_come_back_from_node_opcua_as_the_same_bytes()
    {
        var values = new RandomValues(21) { Plain = true };
        using var writer = new UaWriter();
        var lines = new List<string>();
        for (var i = 0; i < 3000; i++)
        {
            writer.Clear();
            writer.WriteDataValue(values.DataValue());
            lines.Add($"DataValue {Convert.ToHexString(writer.Written)}");
        }
        await SameAgainAsync(lines);
    }

    [Fact]
    public async Task Messages_of_ours_come_back_from_node_opcua_as_the_same_bytes()
    {
        var messages = new RandomMessage(22, plain: true);
        using var writer = new UaWriter();
        var lines = new List<string>();
        foreach (var type in MessageTypes.All)
        {
            for (var i = 0; i < 10; i++)
            {
                writer.Clear();
                if (type.Kind == MessageKind.Request)
                    new RequestHeader(new NodeId(1, "token"), At, 7, 1, "audit", 1000).Encode(writer);
                if (type.Kind == MessageKind.Response)
                    new ResponseHeader(At, 7, StatusCodes.BadTimeout, null, ["a"]).Encode(writer);
                type.Encode(writer, messages.Make(ClassOf(type.Name)));
                lines.Add($"{StandardName(type.Name)} {Convert.ToHexString(writer.Written)}");
            }
        }
        await SameAgainAsync(lines);
    }

    private static UaDateTime At { get; } = UaDateTime.From(new DateTimeOffset(2026, 11, 22, 12, 0, 0, 123, TimeSpan.Zero));

    private static Dictionary<string, Variant> KnownValues()
    {
        var guid = Guid.Parse("72962B91-FA75-4AE6-8D28-B404DC7DAF63");
        var unit = new EUInformation("urn:u", 4408652, new LocalizedText("°C"), default);
        return new Dictionary<string, Variant>
        {
            ["null"] = Variant.Null,
            ["true"] = new(true),
            ["sbyte"] = new(sbyte.MinValue),
            ["byte"] = new(byte.MaxValue),
            ["int16"] = new(short.MinValue),
            ["uint16"] = new(ushort.MaxValue),
            ["int32"] = new(int.MinValue),
            ["uint32"] = new(uint.MaxValue),
            ["int64"] = new(long.MinValue),
            ["uint64"] = new(ulong.MaxValue),
            ["float"] = new(-6.5f),
            ["double"] = new(0.1),
            ["string"] = new("水Boy"),
            ["datetime"] = new(At),
            ["guid"] = new(guid),
            ["bytestring"] = Variant.FromByteString([1, 2, 3]),
            ["xml"] = Variant.FromXml("<a/>"),
            ["nodeid"] = new(new NodeId(2, "Machine.Speed")),
            ["nodeidnumber"] = new(new NodeId(300, 70_000)),
            ["nodeidguid"] = new(new NodeId(1, guid)),
            ["nodeidopaque"] = new(NodeId.Opaque(1, [1, 2, 3])),
            ["expanded"] = new(new ExpandedNodeId(new NodeId(7), "urn:machine", 3)),
            ["status"] = new((StatusCode)StatusCodes.BadNodeIdUnknown),
            ["qualified"] = new(new QualifiedName(2, "Speed")),
            ["localized"] = new(new LocalizedText("de", "Drehzahl")),
            ["extension"] = new(unit.ToExtensionObject()),
            ["doubles"] = Variant.FromArray([1.5, -2]),
            ["strings"] = Variant.FromArray(["a", null, ""]),
            ["variants"] = Variant.FromArray([new Variant(1), Variant.FromArray([true, false])]),
            ["matrix"] = Variant.FromElements(BuiltInType.Int32, new[] { 1, 2, 3, 4, 5, 6 }, [2, 3]),
        };
    }

    /// <summary>Ids have several encodings, so that what comes back is read and written once more before it is compared.</summary>
    private static async Task SameAgainAsync(List<string> lines)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, lines);
            var again = await CodecPeer.RunAsync("again", file);
            Assert.Equal(lines.Count, again.Count);
            var wrong = new List<string>();
            for (var i = 0; i < lines.Count; i++)
            {
                var (kind, ours) = (lines[i][..lines[i].IndexOf(' ', StringComparison.Ordinal)], lines[i][(lines[i].IndexOf(' ', StringComparison.Ordinal) + 1)..]);
                if (again[i][0] == '!' || Rewrite(kind, again[i][2..]) != ours)
                    wrong.Add($"{lines[i]}\n{again[i]}");
            }
            Assert.Empty(wrong);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Rewrite(string kind, string hex)
    {
        using var writer = new UaWriter();
        var reader = new UaReader(Convert.FromHexString(hex));
        if (kind == "DataValue")
        {
            writer.WriteDataValue(reader.ReadDataValue());
            return Convert.ToHexString(writer.Written);
        }
        var type = MessageTypes.All.Single(type => StandardName(type.Name) == kind);
        if (type.Kind == MessageKind.Request)
            RequestHeader.Decode(ref reader).Encode(writer);
        if (type.Kind == MessageKind.Response)
            ResponseHeader.Decode(ref reader).Encode(writer);
        type.Encode(writer, type.Decode(ref reader));
        return Convert.ToHexString(writer.Written);
    }

    private static string StandardName(string name) => name == nameof(ValueRange) ? "Range" : name;

    private static Type ClassOf(string name) => typeof(MessageTypes).Assembly.GetType($"{typeof(MessageTypes).Namespace}.{name}", throwOnError: true)!;

    /// <summary>A field as node-opcua lists it; our names add the unit where the standard keeps it silent.</summary>
    private static string Field(ParameterInfo parameter)
    {
        var name = parameter.Name!;
        foreach (var unit in new[] { "Ms", "Minutes" })
        {
            if (name.EndsWith(unit, StringComparison.Ordinal))
                name = name[..^unit.Length];
        }
        return string.Create(CultureInfo.InvariantCulture, $"{char.ToLowerInvariant(name[0])}{name[1..]}:{TypeName(parameter.ParameterType)}");
    }

    private static string TypeName(Type type)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return TypeName(type.GetGenericArguments()[0]) + "[]";
        return type.Name switch
        {
            "Byte[]" => "ByteString",
            "UaDateTime" => "DateTime",
            "AttributeId" or "DeadbandType" => "UInt32",
            _ => StandardName(type.Name),
        };
    }

    /// <summary>Names of simple types that travel as the built-in type our records hold.</summary>
    private static string Plain(string line)
    {
        foreach (var (special, plain) in new[]
        {
            (":UtcTime", ":DateTime"), (":Duration", ":Double"), (":LocaleId", ":String"), (":Counter", ":UInt32"), (":IntegerId", ":UInt32"), (":NumericRange", ":String"),
            (":ContinuationPoint", ":ByteString"), (":ApplicationInstanceCertificate", ":ByteString"), (":VersionTime", ":UInt32"), (":UriString", ":String"),
        })
            line = line.Replace(special, plain, StringComparison.Ordinal);
        return line;
    }
}
