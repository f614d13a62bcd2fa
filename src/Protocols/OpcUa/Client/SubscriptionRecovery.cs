using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>The upper rungs of the ladder after a break: ask for missed messages, take subscriptions over, or else have them made anew.</summary>
internal sealed class SubscriptionRecovery(ClientStatistics statistics, UaSession session, PublishPump pump)
{
    /// <param name="parts">The subscriptions that the server had.</param>
    /// <param name="origin">Where the session comes from.</param>
    /// <param name="cancellation">Ends it with the connection.</param>
    /// <exception cref="UaException">The connection broke again.</exception>
    public async Task RecoverAsync(List<SubscriptionPart> parts, SessionOrigin origin, CancellationToken cancellation)
    {
        if (parts.Count == 0)
            return;
        // The numbers of a server's earlier life may be somebody else's subscriptions by now.
        if (origin == SessionOrigin.OtherServer)
            parts.ForEach(static part => part.IsLost = true);
        else if (origin == SessionOrigin.Created)
            await TransferAsync(parts, cancellation).ConfigureAwait(false);
        foreach (var part in parts)
        {
            if (!part.IsLost)
                await pump.CatchUpAsync(part, cancellation).ConfigureAwait(false);
        }
    }

    private async Task TransferAsync(List<SubscriptionPart> parts, CancellationToken cancellation)
    {
        try
        {
            var response = await session.InvokeAsync<TransferSubscriptionsRequest, TransferSubscriptionsResponse>(
                new TransferSubscriptionsRequest([.. parts.Select(part => part.Id)], true), cancellation).ConfigureAwait(false);
            for (var i = 0; i < parts.Count; i++)
            {
                parts[i].IsLost = i >= response.Results.Count || response.Results[i].StatusCode.IsBad;
                if (!parts[i].IsLost)
                    statistics.Transfers++;
            }
        }
        catch (UaException refused) when (session.Channel.IsOpen && !OpcUaClient.IsSessionGone(refused.Status))
        {
            // A server that cannot transfer: everything is made anew.
            parts.ForEach(static part => part.IsLost = true);
        }
    }
}
