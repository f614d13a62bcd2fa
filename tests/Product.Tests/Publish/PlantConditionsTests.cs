using Millwright.Flow.Events;
using Millwright.Model;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;
using Millwright.Product.Tests.Events;
using Millwright.Publish.OpcUa;
using Millwright.Publish.Plant;
using Millwright.Security;

namespace Millwright.Product.Tests.Publish;

/// <summary>What OPC UA clients may ask of the plant's conditions and commands.</summary>
public sealed class PlantConditionsTests : IPlantEvents, IPlantCalls
{
    private static readonly UserIdentity Oli = new(UserKind.UserName, "oli", new Identity("oli", Role.Operator, "opc-ua"));
    private static readonly UserIdentity Nobody = new(UserKind.Anonymous, "", null);

    private readonly List<string> _refused = [];
    private readonly List<(string Key, ConditionAction Action, string Comment, EventId? Seen)> _acts = [];
    private readonly PlantConditions _face;
    private WriteAnswer _answer = new(WriteEnd.Done);

    public PlantConditionsTests() => _face = new(this, e => EventMapping.Map(e, NodeId.Null, 2), 2, (_, status, what) => _refused.Add($"{status.Name} {what}"));

    public EventBus Bus { get; } = new();

    public ConditionBook Conditions { get; } = new();

    public ValueTask<WriteAnswer> ActAsync(string key, ConditionAction action, string comment, EventId? seen, Identity who, CancellationToken cancellation)
    {
        _acts.Add((key, action, comment, seen));
        return ValueTask.FromResult(_answer);
    }

    public ValueTask<CallAnswer> CallAsync(TagPath command, IReadOnlyDictionary<string, TagValue> arguments, Identity who, string? reason, CancellationToken cancellation) =>
        ValueTask.FromResult(new CallAnswer(_answer.End, [TagValue.Of($"{command} {string.Join(' ', arguments.Select(a => $"{a.Key}={a.Value}"))} {reason}")], _answer.Problem, _answer.Remedy));

    [Fact]
    public async Task A_condition_is_acknowledged_by_the_event_that_was_seen_also_one_of_its_branches()
    {
        Conditions.Take(Happenings.Alarm(1, Happenings.Standing));
        Conditions.Take(Happenings.Alarm(2, Happenings.Standing, branch: "b1"));
        Assert.Equal(2, _face.Retained().Count());
        Assert.Equal((StatusCode)StatusCodes.Good, await AskAsync(ConditionCommand.Acknowledge, 1));
        Assert.Equal((StatusCode)StatusCodes.Good, await AskAsync(ConditionCommand.Acknowledge, 2));
        Assert.Equal([Happenings.IdOf(1), Happenings.IdOf(2)], _acts.Select(a => a.Seen!.Value));
        Assert.NotEqual(_acts[0].Key, _acts[1].Key);
        Assert.All(_acts, a => Assert.Equal((ConditionAction.Acknowledge, "seen"), (a.Action, a.Comment)));
    }

    [Fact]
    public async Task What_cannot_be_acknowledged_has_its_status_and_reaches_no_gate()
    {
        Conditions.Take(Happenings.Alarm(1, Happenings.Standing | ConditionFlags.Acknowledged));
        Assert.Equal((StatusCode)StatusCodes.BadConditionBranchAlreadyAcked, await AskAsync(ConditionCommand.Acknowledge, 1));
        Assert.Equal((StatusCode)StatusCodes.BadConditionBranchAlreadyConfirmed, await AskAsync(ConditionCommand.Confirm, 1));
        Assert.Equal((StatusCode)StatusCodes.BadEventIdUnknown, await AskAsync(ConditionCommand.Acknowledge, 9));
        Assert.Equal((StatusCode)StatusCodes.BadNotSupported, await AskAsync(ConditionCommand.Disable, 1));
        Assert.Equal((StatusCode)StatusCodes.BadUserAccessDenied, await AskAsync(ConditionCommand.AddComment, 1, Nobody));
        Assert.Equal((StatusCode)StatusCodes.BadNodeIdUnknown, await _face.CommandAsync(Caller(Oli), ConditionCommand.Acknowledge, new NodeId(2, "other"), [1], default, CancellationToken.None));
        Assert.Empty(_acts);
    }

    [Fact]
    public async Task A_refusal_of_the_gate_is_a_status_and_a_sentence()
    {
        Conditions.Take(Happenings.Alarm(1, Happenings.Standing));
        _answer = new(WriteEnd.DeviceRefused, "not connected", "wait");
        Assert.Equal((StatusCode)StatusCodes.BadDeviceFailure, await AskAsync(ConditionCommand.AddComment, 1));
        Assert.Equal("BadDeviceFailure oli may not comment High: not connected; wait", Assert.Single(_refused));
    }

    [Fact]
    public async Task A_command_takes_its_arguments_in_order_and_the_reason_last()
    {
        var nodes = new CommandNodes();
        var command = new PublishedCommand(TagPath.Parse("acme/press/start"), null, Role.Engineer, [new("speed", TagKind.Float64, null)]);
        var handle = nodes.HandleOf(command);
        Assert.Equal(handle, nodes.HandleOf(command with { Arguments = [new("speed", TagKind.Float64, null)] }));
        Assert.NotEqual(handle, nodes.HandleOf(command with { Description = "other" }));
        Assert.Same(command, nodes.Find(handle));
        Assert.Null(nodes.Find(7));
        Assert.False(new PlantAccess(true, nodes).MayCall(Oli, handle));
        Assert.False(new PlantAccess(false, nodes).MayCall(new(UserKind.UserName, "eva", new Identity("eva", Role.Engineer, "opc-ua")), handle));
        Assert.True(new PlantAccess(true, nodes).MayCall(new(UserKind.UserName, "eva", new Identity("eva", Role.Engineer, "opc-ua")), handle));
        var who = (Identity)Oli.Tag!;
        var (outcome, problem) = await CommandNodes.CallAsync(command, this, who, [new Variant(5.0), new Variant("why")], null, CancellationToken.None);
        Assert.Null(problem);
        Assert.Equal("acme/press/start speed=5 why", outcome.Outputs[0].AsString());
        Assert.Equal((StatusCode)StatusCodes.BadInvalidArgument, (await CommandNodes.CallAsync(command, this, who, [new Variant(5.0)], null, CancellationToken.None)).Outcome.Status);
        Assert.Equal((StatusCode)StatusCodes.BadTypeMismatch, (await CommandNodes.CallAsync(command, this, who, [Variant.Null, new Variant("")], null, CancellationToken.None)).Outcome.Status);
    }

    private ValueTask<StatusCode> AskAsync(ConditionCommand command, int seen, UserIdentity? who = null) =>
        _face.CommandAsync(
            Caller(who ?? Oli), command, EventMapping.ConditionId(2, new("press3", "ns=2;s=High", "")), EventMapping.IdOf(Happenings.IdOf(seen)), new LocalizedText("seen"), CancellationToken.None);

    private static ServiceCaller Caller(UserIdentity user) =>
        new(NodeId.Null, user, "s", "urn:c", "10.0.0.7:50122", SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt);
}
