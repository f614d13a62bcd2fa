using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Messages;

public sealed class MessageTests
{
    private const int Rounds = 30;

    public static TheoryData<string> Names => [.. MessageTypes.All.Select(static type => type.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_encodes_again_to_the_same_bytes(string name)
    {
        var type = TypeOf(name);
        var messages = new RandomMessage(7);
        using var writer = new UaWriter();
        using var again = new UaWriter();
        for (var i = 0; i < Rounds; i++)
        {
            writer.Clear();
            again.Clear();
            type.Encode(writer, messages.Make(ClassOf(name)));
            var reader = new UaReader(writer.Written);
            type.Encode(again, type.Decode(ref reader));
            Assert.Equal(0, reader.Remaining);
            Assert.Equal(Convert.ToHexString(writer.Written), Convert.ToHexString(again.Written));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_cut_at_any_offset_is_a_decoding_error(string name)
    {
        var type = TypeOf(name);
        var messages = new RandomMessage(8);
        using var writer = new UaWriter();
        for (var i = 0; i < 5; i++)
        {
            writer.Clear();
            type.Encode(writer, messages.Make(ClassOf(name)));
            for (var length = 0; length < writer.Length; length++)
            {
                var cut = writer.Written[..length].ToArray();
                var fault = Assert.Throws<UaException>(() =>
                {
                    var reader = new UaReader(cut);
                    type.Decode(ref reader);
                });
                Assert.Equal(StatusCodes.BadDecodingError, fault.Status);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_with_a_flipped_bit_is_another_message_or_the_typed_error(string name)
    {
        var type = TypeOf(name);
        var messages = new RandomMessage(9);
        using var writer = new UaWriter();
        type.Encode(writer, messages.Make(ClassOf(name)));
        var bytes = writer.Written.ToArray();
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            var reader = new UaReader(bytes);
            try
            {
                type.Decode(ref reader);
            }
            catch (UaException fault)
            {
                Assert.True(fault.Status.IsBad);
            }
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void The_table_lists_every_message_of_the_library_once()
    {
        var classes = typeof(MessageTypes).Assembly.GetTypes()
            .Where(static type => type.Namespace == typeof(MessageTypes).Namespace && type is { IsInterface: false, IsAbstract: false })
            .Where(static type => type.GetInterfaces().Any(static i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IUaMessage<>)))
            .Select(static type => type.Name);
        Assert.Equal(classes.Order(), MessageTypes.All.Select(static type => type.Name).Order());
        Assert.Equal(MessageTypes.All.Count, MessageTypes.All.Select(static type => type.EncodingId).Distinct().Count());
    }

    [Fact]
    public void Every_request_names_the_response_that_answers_it()
    {
        foreach (var type in MessageTypes.All.Where(static type => type.Kind == MessageKind.Request))
        {
            var answer = ClassOf(type.Name).GetInterfaces().Single(static i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IUaRequest<,>)).GetGenericArguments()[1];
            Assert.Equal(type.Name.Replace("Request", "Response", StringComparison.Ordinal), answer.Name);
            Assert.Equal(MessageKind.Response, TypeOf(answer.Name).Kind);
        }
    }

    [Fact]
    public void A_whole_message_begins_with_its_type_and_header()
    {
        using var writer = new UaWriter();
        var header = new RequestHeader(new NodeId(0, 258), new UaDateTime(132_000_000_000_000_000), 7, TimeoutHintMs: 10_000);
        writer.WriteRequest(header, new ReadRequest(0, TimestampsToReturn.Both, [new ReadValueId(new NodeId(2258), AttributeId.Value, null, default)]));
        Assert.Equal(
            "01007702" + "01000201" + "00005AF64CF5D401" + "07000000" + "00000000" + "FFFFFFFF" + "10270000" + "000000"
            + "0000000000000000" + "02000000" + "01000000" + "0100D208" + "0D000000" + "FFFFFFFF" + "0000FFFFFFFF",
            Convert.ToHexString(writer.Written));

        var reader = new UaReader(writer.Written);
        Assert.Equal(ReadRequest.EncodingId, reader.ReadMessageId());
        var copy = reader;
        Assert.Equal(header with { AdditionalHeader = ExtensionObject.Null }, RequestHeader.Decode(ref reader));
        var view = new RequestHeaderView(ref copy);
        Assert.Equal(reader.Position, copy.Position);
        Assert.Equal(7u, view.RequestHandle);
        Assert.Equal(10_000u, view.TimeoutHintMs);
        Assert.Equal(new NodeId(0, 258), view.AuthenticationToken.ToNodeId());
    }

    [Fact]
    public void A_response_header_carries_the_outcome()
    {
        using var writer = new UaWriter();
        var header = new ResponseHeader(new UaDateTime(1), 9, StatusCodes.BadServiceUnsupported, new DiagnosticInfo { SymbolicId = 0 }, ["a", null]);
        writer.WriteResponse(header, new ServiceFault());
        var reader = new UaReader(writer.Written);
        Assert.Equal(ServiceFault.EncodingId, reader.ReadMessageId());
        var again = ResponseHeader.Decode(ref reader);
        Assert.Equal(0, reader.Remaining);
        Assert.Equal(StatusCodes.BadServiceUnsupported, again.ServiceResult);
        Assert.Equal(["a", null], again.StringTable!);
        Assert.Equal(header.ServiceDiagnostics, again.ServiceDiagnostics);
    }

    [Theory]
    [InlineData("0103B102")]
    [InlineData("03000001000000 41")]
    public void A_type_of_another_namespace_is_no_message(string hex) =>
        Assert.Equal(0u, ReadId(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))));

    [Fact]
    public void A_structure_goes_into_an_extension_object_and_out_of_it()
    {
        var filter = new DataChangeFilter(DataChangeTrigger.StatusValue, DeadbandType.Percent, 5);
        var extension = filter.ToExtensionObject();
        Assert.True(extension.TryDecode<DataChangeFilter>(out var again));
        Assert.Equal(filter, again);
        Assert.False(extension.TryDecode<EventFilter>(out _));
        Assert.False(((ExtensionObject?)null).TryDecode<EventFilter>(out _));
        Assert.Throws<UaException>(() => new ExtensionObject(extension.TypeId, extension.Body[..^1]).TryDecode<DataChangeFilter>(out _));
    }

    private static uint ReadId(byte[] bytes)
    {
        var reader = new UaReader(bytes);
        return reader.ReadMessageId();
    }

    private static MessageType TypeOf(string name) => MessageTypes.All.Single(type => type.Name == name);

    private static Type ClassOf(string name) => typeof(MessageTypes).Assembly.GetType($"{typeof(MessageTypes).Namespace}.{name}", throwOnError: true)!;
}
