using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>Changing a server's address space (OPC 10000-4, 5.8). Few servers offer it; the others answer BadServiceUnsupported.</summary>
public sealed partial class OpcUaClient
{
    /// <summary>Adds nodes, in portions that the server takes.</summary>
    /// <returns>The outcome of each, in the same order.</returns>
    public async ValueTask<IReadOnlyList<AddNodesResult>> AddNodesAsync(IReadOnlyList<AddNodesItem> nodes, CancellationToken cancellation = default)
    {
        var results = new List<AddNodesResult>(nodes.Count);
        foreach (var portion in nodes.Chunk(Session.Limits.NodesPerNodeManagement))
        {
            var response = await InvokeAsync<AddNodesRequest, AddNodesResponse>(new AddNodesRequest(portion), cancellation).ConfigureAwait(false);
            CheckCount(response.Results.Count, portion.Length, "AddNodes");
            results.AddRange(response.Results);
        }
        return results;
    }

    /// <summary>Deletes nodes, in portions that the server takes.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="targetReferences">Whether references from other nodes to them go too.</param>
    /// <param name="cancellation">Gives the answer up.</param>
    /// <returns>The outcome of each, in the same order.</returns>
    public async ValueTask<IReadOnlyList<StatusCode>> DeleteNodesAsync(IReadOnlyList<NodeId> nodes, bool targetReferences = true, CancellationToken cancellation = default)
    {
        var results = new List<StatusCode>(nodes.Count);
        foreach (var portion in nodes.Chunk(Session.Limits.NodesPerNodeManagement))
        {
            var request = new DeleteNodesRequest([.. portion.Select(node => new DeleteNodesItem(node, targetReferences))]);
            var response = await InvokeAsync<DeleteNodesRequest, DeleteNodesResponse>(request, cancellation).ConfigureAwait(false);
            CheckCount(response.Results.Count, portion.Length, "DeleteNodes");
            results.AddRange(response.Results);
        }
        return results;
    }

    /// <summary>Adds references, in portions that the server takes.</summary>
    /// <returns>The outcome of each, in the same order.</returns>
    public async ValueTask<IReadOnlyList<StatusCode>> AddReferencesAsync(IReadOnlyList<AddReferencesItem> references, CancellationToken cancellation = default)
    {
        var results = new List<StatusCode>(references.Count);
        foreach (var portion in references.Chunk(Session.Limits.NodesPerNodeManagement))
        {
            var response = await InvokeAsync<AddReferencesRequest, AddReferencesResponse>(new AddReferencesRequest(portion), cancellation).ConfigureAwait(false);
            CheckCount(response.Results.Count, portion.Length, "AddReferences");
            results.AddRange(response.Results);
        }
        return results;
    }

    /// <summary>Deletes references, in portions that the server takes.</summary>
    /// <returns>The outcome of each, in the same order.</returns>
    public async ValueTask<IReadOnlyList<StatusCode>> DeleteReferencesAsync(IReadOnlyList<DeleteReferencesItem> references, CancellationToken cancellation = default)
    {
        var results = new List<StatusCode>(references.Count);
        foreach (var portion in references.Chunk(Session.Limits.NodesPerNodeManagement))
        {
            var response = await InvokeAsync<DeleteReferencesRequest, DeleteReferencesResponse>(new DeleteReferencesRequest(portion), cancellation).ConfigureAwait(false);
            CheckCount(response.Results.Count, portion.Length, "DeleteReferences");
            results.AddRange(response.Results);
        }
        return results;
    }
}
