using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>The methods of an alarm's ShelvingState (OPC 10000-9, 5.8.17), called on it or on the alarm itself.</summary>
internal sealed class ShelvingMethods(UaAddressSpace space, OpcUaServerOptions options)
{
    /// <summary>Which command a method is; null for another method.</summary>
    public static (ShelvingCommand Command, bool HasTime, bool HasComment)? Find(uint method) => method switch
    {
        2949 or 9213 => (ShelvingCommand.TimedShelve, true, false),
        24756 => (ShelvingCommand.TimedShelve, true, true),
        2948 or 9212 => (ShelvingCommand.OneShotShelve, false, false),
        24760 => (ShelvingCommand.OneShotShelve, false, true),
        2947 or 9211 => (ShelvingCommand.Unshelve, false, false),
        24758 => (ShelvingCommand.Unshelve, false, true),
        _ => null,
    };

    public async ValueTask<MethodOutcome> CallAsync(ServiceCaller caller, CallMethodRequest call, CancellationToken cancellation)
    {
        var (command, hasTime, hasComment) = Find(call.MethodId.Numeric)!.Value;
        if (options.Conditions is not { } conditions)
            return MethodOutcome.Failed(StatusCodes.BadNodeIdUnknown);
        var inputs = call.InputArguments;
        var expected = (hasTime ? 1 : 0) + (hasComment ? 1 : 0);
        if (inputs.Count != expected)
            return MethodOutcome.Failed(inputs.Count < expected ? StatusCodes.BadArgumentsMissing : StatusCodes.BadTooManyArguments);
        if ((hasTime && inputs[0] is not { Type: BuiltInType.Double, IsScalar: true }) || (hasComment && inputs[^1] is not { Type: BuiltInType.LocalizedText, IsScalar: true }))
            return MethodOutcome.Failed(StatusCodes.BadInvalidArgument);
        var milliseconds = hasTime ? inputs[0].AsDouble() : 0;
        if (!(milliseconds >= 0 && milliseconds <= TimeSpan.MaxValue.TotalMilliseconds / 2))
            return MethodOutcome.Failed(StatusCodes.BadShelvingTimeOutOfRange);
        var status = await conditions.ShelveAsync(
            caller, command, ConditionOf(call.ObjectId), TimeSpan.FromMilliseconds(milliseconds), hasComment ? inputs[^1].AsLocalizedText() : default, cancellation).ConfigureAwait(false);
        return status.IsBad ? MethodOutcome.Failed(status) : MethodOutcome.Done;
    }

    private NodeId ConditionOf(NodeId called)
    {
        using var reading = space.Read();
        var node = space.Nodes.Find(called.AsKey());
        return node >= 0 && space.NameOf(node) == "ShelvingState" && space.Nodes[node].Parent >= 0 ? space.IdOf(space.Nodes[node].Parent) : called;
    }
}
