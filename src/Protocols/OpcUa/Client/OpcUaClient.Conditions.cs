using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>
/// What an operator does with conditions and alarms (OPC 10000-9, 5.5 to 5.8). Each returns the server's answer: Good, or for instance
/// BadConditionBranchAlreadyAcked, BadEventIdUnknown or BadUserAccessDenied. Nothing is sent twice.
/// </summary>
public sealed partial class OpcUaClient
{
    private static readonly NodeId ConditionType = new(2782);
    private static readonly QualifiedName ShelvingState = new(0, "ShelvingState");

    /// <summary>Says that somebody has seen an alarm.</summary>
    /// <param name="condition">The condition's id: the event's NodeId field of ConditionType.</param>
    /// <param name="eventId">The EventId of the event that was seen.</param>
    /// <param name="comment">What there is to say; empty leaves the comment that is there.</param>
    /// <param name="cancellation">Gives the answer up.</param>
    public ValueTask<StatusCode> AcknowledgeAsync(NodeId condition, byte[] eventId, LocalizedText comment = default, CancellationToken cancellation = default) =>
        AskConditionAsync(condition, 9111, [Variant.FromByteString(eventId), new Variant(comment)], cancellation);

    /// <summary>Says that the cause of an alarm was dealt with.</summary>
    /// <inheritdoc cref="AcknowledgeAsync"/>
    public ValueTask<StatusCode> ConfirmAsync(NodeId condition, byte[] eventId, LocalizedText comment = default, CancellationToken cancellation = default) =>
        AskConditionAsync(condition, 9113, [Variant.FromByteString(eventId), new Variant(comment)], cancellation);

    /// <summary>Says something about a condition.</summary>
    /// <inheritdoc cref="AcknowledgeAsync"/>
    public ValueTask<StatusCode> AddCommentAsync(NodeId condition, byte[] eventId, LocalizedText comment, CancellationToken cancellation = default) =>
        AskConditionAsync(condition, 9029, [Variant.FromByteString(eventId), new Variant(comment)], cancellation);

    /// <summary>Lets a condition count again.</summary>
    public ValueTask<StatusCode> EnableAsync(NodeId condition, CancellationToken cancellation = default) => AskConditionAsync(condition, 9027, [], cancellation);

    /// <summary>Lets a condition count no more.</summary>
    public ValueTask<StatusCode> DisableAsync(NodeId condition, CancellationToken cancellation = default) => AskConditionAsync(condition, 9028, [], cancellation);

    /// <summary>Puts an alarm aside for a time.</summary>
    public ValueTask<StatusCode> ShelveAsync(NodeId condition, TimeSpan time, CancellationToken cancellation = default) =>
        AskShelvingAsync(condition, 2949, "TimedShelve", [new Variant(time.TotalMilliseconds)], cancellation);

    /// <summary>Puts an alarm aside until it is over.</summary>
    public ValueTask<StatusCode> ShelveOnceAsync(NodeId condition, CancellationToken cancellation = default) => AskShelvingAsync(condition, 2948, "OneShotShelve", [], cancellation);

    /// <summary>Takes an alarm back.</summary>
    public ValueTask<StatusCode> UnshelveAsync(NodeId condition, CancellationToken cancellation = default) => AskShelvingAsync(condition, 2947, "Unshelve", [], cancellation);

    /// <summary>
    /// Has the server tell all conditions that are retained once more, between a RefreshStart and a RefreshEnd event, to every event item of a
    /// subscription; to be asked for after each connect.
    /// </summary>
    /// <returns>The worst answer of the server's subscriptions; BadNoSubscription when there is none yet.</returns>
    public async ValueTask<StatusCode> RefreshConditionsAsync(Subscription subscription, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        StatusCode worst = StatusCodes.BadNoSubscription;
        foreach (var id in subscription.ServerIds)
        {
            var answer = await AskConditionAsync(ConditionType, 3875, [new Variant(id)], cancellation).ConfigureAwait(false);
            if (answer.IsBad)
                return answer;
            worst = answer;
        }
        return worst;
    }

    /// <summary>The same for one event item alone (ConditionRefresh2).</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="handle">The item's handle.</param>
    /// <param name="cancellation">Gives the answer up.</param>
    /// <returns>The server's answer; BadMonitoredItemIdInvalid when the item is not live.</returns>
    public ValueTask<StatusCode> RefreshConditionsAsync(Subscription subscription, uint handle, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        return subscription.TryFindLive(handle, out var part, out var item)
            ? AskConditionAsync(ConditionType, 12912, [new Variant(part), new Variant(item)], cancellation)
            : ValueTask.FromResult<StatusCode>(StatusCodes.BadMonitoredItemIdInvalid);
    }

    // The standard's own method ids work on every condition, also on one that is no node (OPC 10000-9, 5.5.4).
    private async ValueTask<StatusCode> AskConditionAsync(NodeId condition, uint method, IReadOnlyList<Variant> arguments, CancellationToken cancellation) =>
        (await CallAsync(condition, new NodeId(method), arguments, cancellation).ConfigureAwait(false)).StatusCode;

    // On the condition's ShelvingState where the server shows it as a node, else on the condition (OPC 10000-9, 5.8.17.2); by the state's own
    // method, for node-opcua does not know its type's there.
    private async ValueTask<StatusCode> AskShelvingAsync(
        NodeId condition, uint method, string name, IReadOnlyList<Variant> arguments, CancellationToken cancellation)
    {
        var found = await TranslateAsync([Below(condition, ShelvingState), Below(condition, ShelvingState, new QualifiedName(0, name))], cancellation).ConfigureAwait(false);
        var target = Target(found[0]) ?? condition;
        return (await CallAsync(target, Target(found[1]) ?? new NodeId(method), arguments, cancellation).ConfigureAwait(false)).StatusCode;
    }

    private NodeId? Target(BrowsePathResult found) =>
        found.StatusCode.IsGood && found.Targets.Count > 0 && Namespaces.TryResolve(found.Targets[0].TargetId, out var id) ? id : null;

    private static BrowsePath Below(NodeId start, params QualifiedName[] names) =>
        new(start, new RelativePath([.. names.Select(name => new RelativePathElement(ServerIds.HierarchicalReferences, false, true, name))]));
}
