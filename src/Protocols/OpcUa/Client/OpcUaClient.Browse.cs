using System.Runtime.CompilerServices;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>Finding nodes (OPC 10000-4, 5.9).</summary>
public sealed partial class OpcUaClient
{
    private static readonly ViewDescription WholeAddressSpace = new(NodeId.Null, default, 0);

    /// <summary>The references of one node, page by page as they are asked for. Leaving early gives the rest back to the server.</summary>
    /// <exception cref="UaException">The node is unknown, or the connection was lost on the way.</exception>
    public async IAsyncEnumerable<ReferenceDescription> BrowseAsync(
        NodeId node, BrowseOptions? options = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var found in BrowseManyAsync([node], options, cancellation).ConfigureAwait(false))
        {
            if (found.Status.IsBad)
                throw new UaException(found.Status, $"{node} cannot be browsed");
            foreach (var reference in found.References)
                yield return reference;
        }
    }

    /// <summary>The references of many nodes, in portions that the server takes; a node that fails does not stop the others.</summary>
    /// <exception cref="UaException">The connection was lost on the way.</exception>
    public async IAsyncEnumerable<BrowseFinding> BrowseManyAsync(
        IReadOnlyList<NodeId> nodes, BrowseOptions? options = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        options ??= BrowseOptions.Hierarchy;
        var limits = Session.Limits;
        var most = Math.Min(limits.NodesPerBrowse, limits.BrowseContinuationPoints);
        for (var at = 0; at < nodes.Count; at += most)
        {
            var portion = nodes.Skip(at).Take(most).Select(options.Describe).ToList();
            var response = await InvokeAsync<BrowseRequest, BrowseResponse>(
                new BrowseRequest(WholeAddressSpace, options.MaxReferencesPerNode, portion), cancellation).ConfigureAwait(false);
            CheckCount(response.Results.Count, portion.Count, "Browse");
            var open = new List<(int Index, byte[] Point)>();
            try
            {
                for (var i = 0; i < portion.Count; i++)
                    NoteOpen(open, at + i, response.Results[i]);
                for (var i = 0; i < portion.Count; i++)
                    yield return new BrowseFinding(at + i, response.Results[i].StatusCode, response.Results[i].References);
                while (open.Count > 0)
                {
                    var asked = open.ToList();
                    var next = await InvokeAsync<BrowseNextRequest, BrowseNextResponse>(
                        new BrowseNextRequest(false, [.. asked.Select(o => o.Point)]), cancellation).ConfigureAwait(false);
                    CheckCount(next.Results.Count, asked.Count, "BrowseNext");
                    open.Clear();
                    for (var i = 0; i < asked.Count; i++)
                        NoteOpen(open, asked[i].Index, next.Results[i]);
                    for (var i = 0; i < asked.Count; i++)
                        yield return new BrowseFinding(asked[i].Index, next.Results[i].StatusCode, next.Results[i].References);
                }
            }
            finally
            {
                if (open.Count > 0)
                    await ReleaseAsync(open).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Where paths of browse names lead.</summary>
    /// <returns>The outcome of each path, in the same order.</returns>
    public async ValueTask<IReadOnlyList<BrowsePathResult>> TranslateAsync(IReadOnlyList<BrowsePath> paths, CancellationToken cancellation = default)
    {
        var results = new List<BrowsePathResult>(paths.Count);
        foreach (var portion in paths.Chunk(Session.Limits.NodesPerTranslate))
        {
            var response = await InvokeAsync<TranslateBrowsePathsToNodeIdsRequest, TranslateBrowsePathsToNodeIdsResponse>(
                new TranslateBrowsePathsToNodeIdsRequest(portion), cancellation).ConfigureAwait(false);
            CheckCount(response.Results.Count, portion.Length, "TranslateBrowsePathsToNodeIds");
            results.AddRange(response.Results);
        }
        return results;
    }

    /// <summary>The node at the end of a path of hierarchical references.</summary>
    /// <exception cref="UaException">BadNoMatch: there is none.</exception>
    public async ValueTask<NodeId> FindAsync(NodeId start, IReadOnlyList<QualifiedName> names, CancellationToken cancellation = default)
    {
        var path = new BrowsePath(start, new RelativePath([.. names.Select(name => new RelativePathElement(ServerIds.HierarchicalReferences, false, true, name))]));
        var result = (await TranslateAsync([path], cancellation).ConfigureAwait(false))[0];
        foreach (var target in result.StatusCode.IsBad ? [] : result.Targets)
        {
            if (target.RemainingPathIndex == uint.MaxValue && Namespaces.TryResolve(target.TargetId, out var id))
                return id;
        }
        throw new UaException(result.StatusCode.IsBad ? result.StatusCode : StatusCodes.BadNoMatch, $"{start} has no /{string.Join('/', names)}");
    }

    private static void NoteOpen(List<(int Index, byte[] Point)> open, int index, BrowseResult result)
    {
        if (result.ContinuationPoint is { Length: > 0 } point && !result.StatusCode.IsBad)
            open.Add((index, point));
    }

    private async Task ReleaseAsync(List<(int Index, byte[] Point)> open)
    {
        try
        {
            await InvokeAsync<BrowseNextRequest, BrowseNextResponse>(
                new BrowseNextRequest(true, [.. open.Select(o => o.Point)]), CancellationToken.None).ConfigureAwait(false);
        }
        catch (UaException)
        {
            // The connection is gone, and the continuation points with it.
            return;
        }
    }
}
