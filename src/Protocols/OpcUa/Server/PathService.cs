using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>TranslateBrowsePathsToNodeIds, RegisterNodes and UnregisterNodes (OPC 10000-4, 5.9.4 to 5.9.6). Paths are walked step by step, never by recursion.</summary>
internal sealed class PathService(UaAddressSpace space, OpcUaServerOptions options, PendingOperations pending)
{
    public void Translate(ReplyTarget target, Session session, TranslateBrowsePathsToNodeIdsRequest request)
    {
        if (request.BrowsePaths.Count == 0 || request.BrowsePaths.Count > options.Limits.MaxNodesPerTranslate)
        {
            target.Fault(request.BrowsePaths.Count == 0 ? StatusCodes.BadNothingToDo : StatusCodes.BadTooManyOperations);
            return;
        }
        // A path through a folder of a hundred thousand looks at each of them: not on the thread that serves everybody.
        pending.Compute(target, session, cancellation => target.Send(new TranslateBrowsePathsToNodeIdsResponse(Follow(request.BrowsePaths, cancellation), [])));
    }

    /// <summary>Ids are found as fast as any handle could be, so they are their own handles.</summary>
    public void Register(ReplyTarget target, RegisterNodesRequest request)
    {
        if (request.NodesToRegister.Count == 0 || request.NodesToRegister.Count > options.Limits.MaxNodesPerRegister)
        {
            target.Fault(request.NodesToRegister.Count == 0 ? StatusCodes.BadNothingToDo : StatusCodes.BadTooManyOperations);
            return;
        }
        using (space.Read())
        {
            foreach (var id in request.NodesToRegister)
            {
                if (space.Nodes.Find(id.AsKey()) >= 0)
                    continue;
                target.Fault(StatusCodes.BadNodeIdUnknown);
                return;
            }
        }
        target.Send(new RegisterNodesResponse(request.NodesToRegister));
    }

    public void Unregister(ReplyTarget target, UnregisterNodesRequest request)
    {
        if (request.NodesToUnregister.Count == 0 || request.NodesToUnregister.Count > options.Limits.MaxNodesPerRegister)
            target.Fault(request.NodesToUnregister.Count == 0 ? StatusCodes.BadNothingToDo : StatusCodes.BadTooManyOperations);
        else
            target.Send(new UnregisterNodesResponse());
    }

    private BrowsePathResult[] Follow(IReadOnlyList<BrowsePath> paths, CancellationToken cancellation)
    {
        var visits = options.Limits.MaxPathReferencesVisited;
        var results = new BrowsePathResult[paths.Count];
        for (var i = 0; i < results.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var reading = space.Read();
            results[i] = Follow(paths[i], ref visits);
        }
        return results;
    }

    private BrowsePathResult Follow(BrowsePath path, ref int visits)
    {
        var start = space.Nodes.Find(path.StartingNode.AsKey());
        var steps = path.RelativePath.Elements;
        if (start < 0)
            return Failed(StatusCodes.BadNodeIdUnknown);
        if (steps.Count == 0)
            return Failed(StatusCodes.BadNothingToDo);
        if (steps.Count > options.Limits.MaxPathElements)
            return Failed(StatusCodes.BadQueryTooComplex);
        List<int> reached = [start];
        for (var i = 0; i < steps.Count; i++)
        {
            if (string.IsNullOrEmpty(steps[i].TargetName.Name))
                return Failed(StatusCodes.BadBrowseNameInvalid);
            var status = Step(ref reached, steps[i], ref visits);
            if (status.IsBad)
                return Failed(status);
        }
        return new BrowsePathResult(StatusCodes.Good, [.. reached.Select(node => new BrowsePathTarget(space.IdOf(node), uint.MaxValue))]);
    }

    private StatusCode Step(ref List<int> reached, in RelativePathElement step, ref int visits)
    {
        var type = step.ReferenceTypeId.IsNull ? -1 : space.Nodes.Find(step.ReferenceTypeId.AsKey());
        var name = space.Names.Find(System.Text.Encoding.UTF8.GetBytes(step.TargetName.Name!));
        var next = new List<int>();
        if (name < 0 || (type < 0 && !step.ReferenceTypeId.IsNull))
            return StatusCodes.BadNoMatch;
        var seen = new HashSet<int>();
        foreach (var node in reached)
        {
            var cursor = space.ReferencesOf(node);
            while (cursor.Next(out var reference))
            {
                if (--visits < 0)
                    return StatusCodes.BadQueryTooComplex;
                ref readonly var target = ref space.Nodes[reference.Target];
                if (reference.IsInverse != step.IsInverse || target.BrowseName != name || target.BrowseNamespace != step.TargetName.NamespaceIndex)
                    continue;
                if (type >= 0 && reference.Type != type && !(step.IncludeSubtypes && space.IsSubtype(reference.Type, type)))
                    continue;
                if (seen.Add(reference.Target))
                    next.Add(reference.Target);
                if (next.Count > options.Limits.MaxPathMatches)
                    return StatusCodes.BadTooManyMatches;
            }
        }
        reached = next;
        return next.Count == 0 ? StatusCodes.BadNoMatch : StatusCodes.Good;
    }

    private static BrowsePathResult Failed(StatusCode status) => new(status, []);
}
