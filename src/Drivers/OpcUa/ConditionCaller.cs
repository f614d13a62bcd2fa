using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>Tells a server what a person says of one of its conditions (OPC 10000-9, 5.7.3, 5.7.4 and 5.5.6).</summary>
internal static class ConditionCaller
{
    /// <exception cref="SourceException">Nothing was done, or it is unknown whether it was.</exception>
    public static async ValueTask ActAsync(OpcUaClient client, Event last, ConditionAction action, string comment, CancellationToken cancellation)
    {
        var what = $"{action.ToString().ToLowerInvariant()} {last.Condition?.Name}";
        if (last.Condition is not { } state || last.SourceEvent.Length == 0 || !ExpandedNodeId.TryParse(state.Id, out var named)
            || !client.Namespaces.TryResolve(named, out var condition))
        {
            throw new SourceException(new(SourceFaultKind.Refused, $"{what}: the server names no condition that it could be done to", "acknowledge it at the machine"));
        }
        var (seen, said) = (Convert.FromHexString(last.SourceEvent), new LocalizedText(comment));
        StatusCode answer;
        try
        {
            answer = action switch
            {
                ConditionAction.Acknowledge => await client.AcknowledgeAsync(condition, seen, said, cancellation),
                ConditionAction.Confirm => await client.ConfirmAsync(condition, seen, said, cancellation),
                _ => await client.AddCommentAsync(condition, seen, said, cancellation),
            };
        }
        catch (UaException e)
        {
            throw new SourceException(CallWords.Unsure(e, what), e);
        }
        if (answer.IsBad)
            throw new SourceException(CallWords.OfCall(answer, what));
    }
}
