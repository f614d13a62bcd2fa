using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Methods of namespace 0 that the server itself carries out or hands on as a condition's command.</summary>
internal sealed class StandardMethods(OpcUaServerOptions options, SubscriptionEngine engine)
{
    private const uint SetSubscriptionDurable = 12749;
    private const uint GetMonitoredItems = 11492;
    private const uint ResendData = 12873;
    private const uint ConditionRefresh = 3875;
    private const uint ConditionRefresh2 = 12912;

    private readonly ShelvingMethods _shelving = new(engine.Space, options);

    public static bool Knows(NodeId method) =>
        method is { NamespaceIndex: 0, Type: NodeIdType.Numeric }
        && (method.Numeric is GetMonitoredItems or ResendData or SetSubscriptionDurable or ConditionRefresh or ConditionRefresh2 || Enum.IsDefined((ConditionCommand)method.Numeric)
            || ShelvingMethods.Find(method.Numeric) is not null);

    public async ValueTask<MethodOutcome> CallAsync(Session session, ServiceCaller caller, CallMethodRequest call, CancellationToken cancellation)
    {
        var inputs = call.InputArguments;
        switch (call.MethodId.Numeric)
        {
            case GetMonitoredItems:
                return Argument(inputs, 1) is { } listed ? List(session, listed) : Wrong(inputs, 1);
            case ResendData:
                return Argument(inputs, 1) is { } resent ? Resend(session, resent) : Wrong(inputs, 1);
            case SetSubscriptionDurable:
                return Argument(inputs, 2) is { } durable ? MakeDurable(session, durable, inputs[1].AsUInt32()) : Wrong(inputs, 2);
            case ConditionRefresh:
                return Argument(inputs, 1) is { } refreshed ? Refresh(session, refreshed, null) : Wrong(inputs, 1);
            case ConditionRefresh2:
                return Argument(inputs, 2) is { } both ? Refresh(session, both, inputs[1].AsUInt32()) : Wrong(inputs, 2);
            case var shelving when ShelvingMethods.Find(shelving) is not null:
                return await _shelving.CallAsync(caller, call, cancellation).ConfigureAwait(false);
            default:
                return await CommandAsync(caller, (ConditionCommand)call.MethodId.Numeric, call.ObjectId, inputs, cancellation).ConfigureAwait(false);
        }
    }

    private static uint? Argument(IReadOnlyList<Variant> inputs, int count)
    {
        if (inputs.Count != count)
            return null;
        foreach (var input in inputs)
        {
            if (input is not { Type: BuiltInType.UInt32, IsScalar: true })
                return null;
        }
        return inputs[0].AsUInt32();
    }

    private static MethodOutcome Wrong(IReadOnlyList<Variant> inputs, int count) =>
        MethodOutcome.Failed(inputs.Count < count ? StatusCodes.BadArgumentsMissing : inputs.Count > count ? StatusCodes.BadTooManyArguments : StatusCodes.BadInvalidArgument);

    private MethodOutcome List(Session session, uint id)
    {
        lock (engine.Gate)
        {
            if (engine.Find(session, id) is not { } subscription)
                return MethodOutcome.Failed(engine.Find(id) is null ? StatusCodes.BadSubscriptionIdInvalid : StatusCodes.BadUserAccessDenied);
            var items = subscription.Items.Values.ToArray();
            return new MethodOutcome(StatusCodes.Good, [
                Variant.FromArray(Array.ConvertAll(items, static item => item.Id)), Variant.FromArray(Array.ConvertAll(items, static item => item.ClientHandle))]);
        }
    }

    private MethodOutcome Resend(Session session, uint id)
    {
        lock (engine.Gate)
        {
            if (engine.Find(session, id) is not { } subscription)
                return MethodOutcome.Failed(engine.Find(id) is null ? StatusCodes.BadSubscriptionIdInvalid : StatusCodes.BadUserAccessDenied);
            subscription.RepeatValues();
            return MethodOutcome.Done;
        }
    }

    // OPC 10000-5, 9.3: before it has items, for as long as the limits allow.
    private MethodOutcome MakeDurable(Session session, uint id, uint hours)
    {
        var most = (uint)engine.Limits.MaxDurableLifetime.TotalHours;
        lock (engine.Gate)
        {
            if (engine.Find(session, id) is not { } subscription)
                return MethodOutcome.Failed(engine.Find(id) is null ? StatusCodes.BadSubscriptionIdInvalid : StatusCodes.BadUserAccessDenied);
            if (most == 0)
                return MethodOutcome.Failed(StatusCodes.BadNotSupported);
            if (subscription.Items.Count > 0)
                return MethodOutcome.Failed(StatusCodes.BadInvalidState);
            var granted = hours == 0 ? most : Math.Min(hours, most);
            subscription.MakeDurable(TimeSpan.FromHours(granted));
            return new MethodOutcome(StatusCodes.Good, [new Variant(granted)]);
        }
    }

    // OPC 10000-9, 5.5.7: what is retained is told once more between a start and an end event, to this subscription alone.
    private MethodOutcome Refresh(Session session, uint subscriptionId, uint? itemId)
    {
        if (options.Conditions is not { } conditions)
            return MethodOutcome.Failed(StatusCodes.BadNotSupported);
        var retained = conditions.Retained().Take(engine.Limits.MaxEventQueueSize).ToArray();
        var now = UaDateTime.From(options.Time.GetUtcNow());
        lock (engine.Gate)
        {
            if (engine.Find(session, subscriptionId) is not { } subscription)
                return MethodOutcome.Failed(StatusCodes.BadSubscriptionIdInvalid);
            var items = subscription.Items.Values.Where(item => item.Events is not null && (itemId is null || item.Id == itemId)).ToArray();
            if (itemId is not null && items.Length == 0)
                return MethodOutcome.Failed(StatusCodes.BadMonitoredItemIdInvalid);
            if ((long)items.Length * retained.Length > engine.Limits.MaxRefreshedEvents)
                return MethodOutcome.Failed(StatusCodes.BadTooManyOperations);
            if (items.Any(static item => item.IsRefreshing && item.Waiting > 0))
                return MethodOutcome.Failed(StatusCodes.BadRefreshInProgress);
            using var reading = engine.Space.Read();
            foreach (var item in items)
            {
                item.IsRefreshing = true;
                Tell(item, StandardIds.RefreshStartEventType, now);
                foreach (var occurred in retained)
                    engine.Give(item, occurred, now);
                Tell(item, StandardIds.RefreshEndEventType, now);
            }
        }
        return MethodOutcome.Done;
    }

    // Start and end pass whatever the where clause says: the client has to know them.
    private static void Tell(MonitoredItem item, uint type, UaDateTime now)
    {
        var occurred = new UaEvent { EventType = new NodeId(type), Time = now, Severity = 1, Message = new LocalizedText("Condition refresh") };
        item.WaitingEvents.Enqueue(item.Events!.Select(occurred, now));
        item.Subscription.MarkReady(item);
    }

    private async ValueTask<MethodOutcome> CommandAsync(
        ServiceCaller caller, ConditionCommand command, NodeId condition, IReadOnlyList<Variant> inputs, CancellationToken cancellation)
    {
        if (options.Conditions is not { } conditions)
            return MethodOutcome.Failed(StatusCodes.BadNodeIdUnknown);
        byte[]? eventId = null;
        LocalizedText comment = default;
        if (command is not (ConditionCommand.Enable or ConditionCommand.Disable))
        {
            if (inputs.Count != 2)
                return MethodOutcome.Failed(inputs.Count < 2 ? StatusCodes.BadArgumentsMissing : StatusCodes.BadTooManyArguments);
            if (inputs[0] is not { Type: BuiltInType.ByteString, IsScalar: true } || inputs[1] is not { Type: BuiltInType.LocalizedText, IsScalar: true })
                return MethodOutcome.Failed(StatusCodes.BadInvalidArgument);
            (eventId, comment) = (inputs[0].AsByteString(), inputs[1].AsLocalizedText());
        }
        var status = await conditions.CommandAsync(caller, command, condition, eventId, comment, cancellation).ConfigureAwait(false);
        return status.IsBad ? MethodOutcome.Failed(status) : MethodOutcome.Done;
    }
}
