using Millwright.Model;
using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;
using Millwright.Publish.OpcUa;
using Millwright.Publish.Plant;
using Millwright.Security;

namespace Millwright.Product.Tests.Publish;

public sealed class PlantCommandsTests
{
    private static readonly UserIdentity Oli = new(UserKind.UserName, "oli", new Identity("oli", Role.Operator, "opc-ua"));
    private static readonly UserIdentity Vic = new(UserKind.UserName, "vic", new Identity("vic", Role.Viewer, "opc-ua"));

    private readonly PublishedTags _tags = new();
    private readonly List<string> _refused = [];
    private readonly PlantCommands _commands;

    public PlantCommandsTests()
    {
        _tags.Put(_tags.Tag("shop/setpoint") with { Writable = true }, _tags.Tag("shop/reset", TagKind.UInt16) with { Writable = true }, _tags.Tag("shop/oil"));
        _commands = new(_tags.Table, _tags.Writes, new(), new NoCalls(), (caller, status, what) => _refused.Add($"{caller.Peer} {status.Name} {what}"));
    }

    [Fact]
    public async Task A_write_is_asked_of_the_gate_in_the_users_name()
    {
        Assert.Equal<StatusCode>(StatusCodes.Good, await _commands.WriteAsync(Caller(Oli) with { AuditEntryId = "batch 7" }, Handle("shop/setpoint"), new DataValue(new Variant(21.5)), CancellationToken.None));
        Assert.Equal([("acme/berlin/shop/setpoint", TagValue.Of(21.5), "oli", "batch 7")], _tags.Writes.Asked);
    }

    [Fact]
    public async Task A_command_writes_its_pulse_with_the_reason_given()
    {
        var done = await _commands.CallAsync(Caller(Oli), NodeId.Null, Handle("shop/reset"), [new Variant("end of shift")], CancellationToken.None);
        Assert.Equal<StatusCode>(StatusCodes.Good, done.Status);
        Assert.Equal([("acme/berlin/shop/reset", TagValue.Of((ushort)1), "oli", "end of shift")], _tags.Writes.Asked);
    }

    [Theory]
    [InlineData(WriteEnd.UnknownTag, StatusCodes.BadNodeIdUnknown)]
    [InlineData(WriteEnd.NotWritable, StatusCodes.BadNotWritable)]
    [InlineData(WriteEnd.NotAllowed, StatusCodes.BadUserAccessDenied)]
    [InlineData(WriteEnd.WrongType, StatusCodes.BadTypeMismatch)]
    [InlineData(WriteEnd.OutOfRange, StatusCodes.BadOutOfRange)]
    [InlineData(WriteEnd.TooSoon, StatusCodes.BadInvalidState)]
    [InlineData(WriteEnd.Stale, StatusCodes.BadInvalidState)]
    [InlineData(WriteEnd.Busy, StatusCodes.BadInvalidState)]
    [InlineData(WriteEnd.NotRecorded, StatusCodes.BadResourceUnavailable)]
    [InlineData(WriteEnd.DeviceRefused, StatusCodes.BadDeviceFailure)]
    [InlineData(WriteEnd.Unconfirmed, StatusCodes.BadTimeout)]
    public async Task A_refusal_has_its_status_code_and_a_sentence_for_people(WriteEnd end, StatusCodes status)
    {
        _tags.Writes.Answer = new(end, "why", "what to do");
        Assert.Equal<StatusCode>(status, await _commands.WriteAsync(Caller(Oli), Handle("shop/setpoint"), new DataValue(new Variant(1.0)), CancellationToken.None));
        Assert.Equal([$"10.0.0.7:50122 {status} oli may not write 1 to acme/berlin/shop/setpoint: why; what to do"], _refused);
    }

    [Fact]
    public async Task What_is_no_value_and_who_is_nobody_never_reach_the_gate()
    {
        Assert.Equal<StatusCode>(StatusCodes.BadTypeMismatch, await _commands.WriteAsync(Caller(Oli), Handle("shop/setpoint"), new DataValue(Variant.Null), CancellationToken.None));
        Assert.Equal<StatusCode>(StatusCodes.BadUserAccessDenied, await _commands.WriteAsync(Caller(UserIdentity.Anonymous), Handle("shop/setpoint"), new DataValue(new Variant(1.0)), CancellationToken.None));
        Assert.Empty(_tags.Writes.Asked);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Who_may_write_is_said_by_the_tags_own_bounds(bool allowsWrites, bool operatorMay)
    {
        var access = new PlantAccess(allowsWrites, new());
        var offered = AccessLevel.ReadWrite | AccessLevel.HistoryRead;
        Assert.Equal(AccessLevel.CurrentRead | AccessLevel.HistoryRead, access.Allowed(Oli, Handle("shop/setpoint"), offered));
        access.Replace(_tags.Table.Active.Select(t => (t, _tags.Writes.BoundsOf(t))), _tags.Table.Count);
        Assert.Equal(operatorMay, (access.Allowed(Oli, Handle("shop/setpoint"), offered) & AccessLevel.CurrentWrite) != 0);
        Assert.Equal(operatorMay, access.MayCall(Oli, Handle("shop/reset")));
        foreach (var user in new[] { Vic, UserIdentity.Anonymous })
            Assert.Equal(AccessLevel.CurrentRead | AccessLevel.HistoryRead, access.Allowed(user, Handle("shop/setpoint"), offered));
        Assert.False(access.MayCall(Oli, Handle("shop/oil")));
        Assert.False(access.MayCall(Oli, 99));
    }

    private int Handle(string path) => _tags.Handle(path).Index;

    private static ServiceCaller Caller(UserIdentity user) =>
        new(NodeId.Null, user, "s", "urn:c", "10.0.0.7:50122", SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt);

    private sealed class NoCalls : Millwright.Publish.Plant.IPlantCalls
    {
        public ValueTask<Millwright.Publish.Plant.CallAnswer> CallAsync(
            TagPath command, IReadOnlyDictionary<string, TagValue> arguments, Identity who, string? reason, CancellationToken cancellation) =>
            ValueTask.FromResult(new Millwright.Publish.Plant.CallAnswer(Millwright.Publish.Plant.WriteEnd.UnknownTag, []));
    }
}
