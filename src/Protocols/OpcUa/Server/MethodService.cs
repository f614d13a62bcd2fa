using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Call (OPC 10000-4, 5.12.2): the product's methods and those of the standard that the server itself carries out.</summary>
internal sealed class MethodService(UaAddressSpace space, OpcUaServerOptions options, PendingOperations pending, StandardMethods standard, FileTable files, FileService fileService, PushMethods? push)
{
    private readonly ValueTypeCheck _types = new(space);

    public void Call(ReplyTarget target, Session session, CallRequest request, string? auditEntry)
    {
        if (request.MethodsToCall.Count == 0)
            target.Fault(StatusCodes.BadNothingToDo);
        else if (request.MethodsToCall.Count > options.Limits.MaxMethodsPerCall)
            target.Fault(StatusCodes.BadTooManyOperations);
        else
            pending.Run(target, session, cancellation => CallAsync(target, session, request, auditEntry, cancellation));
    }

    private async Task CallAsync(ReplyTarget target, Session session, CallRequest request, string? auditEntry, CancellationToken cancellation)
    {
        var caller = session.Caller with { AuditEntryId = auditEntry };
        var results = new CallMethodResult[request.MethodsToCall.Count];
        for (var i = 0; i < results.Length; i++)
            results[i] = await CallOneAsync(session, caller, request.MethodsToCall[i], cancellation).ConfigureAwait(false);
        target.Send(new CallResponse(results, []));
    }

    private async ValueTask<CallMethodResult> CallOneAsync(Session session, ServiceCaller caller, CallMethodRequest call, CancellationToken cancellation)
    {
        if (push is not null && PushMethods.Knows(call))
            return Result(await push.CallAsync(session, caller, call, cancellation).ConfigureAwait(false));
        if (files.TryFind(call, out var file, out var fileMethod))
            return Result(await fileService.CallAsync(session, caller, file, fileMethod, call.InputArguments, cancellation).ConfigureAwait(false));
        if (StandardMethods.Knows(call.MethodId))
            return Result(await standard.CallAsync(session, caller, call, cancellation).ConfigureAwait(false));
        var status = Find(call, caller.User, out var handle, out var arguments);
        if (status.IsBad)
            return Failed(status, []);
        status = Check(arguments, call.InputArguments, out var argumentResults);
        if (status.IsBad)
            return Failed(status, argumentResults);
        return Result(await options.Methods!.CallAsync(caller, call.ObjectId, handle, call.InputArguments, cancellation).ConfigureAwait(false));
    }

    private static CallMethodResult Result(MethodOutcome outcome) => new(outcome.Status, [], [], outcome.Outputs);

    private static CallMethodResult Failed(StatusCode status, StatusCode[] arguments) => new(status, arguments, [], []);

    private StatusCode Find(CallMethodRequest call, UserIdentity user, out int handle, out ExtensionObject[] arguments)
    {
        handle = -1;
        arguments = [];
        using var reading = space.Read();
        var owner = space.Nodes.Find(call.ObjectId.AsKey());
        var method = space.Nodes.Find(call.MethodId.AsKey());
        if (owner < 0)
            return StatusCodes.BadNodeIdUnknown;
        if (method < 0 || space.Nodes[method].Class != NodeClass.Method || !Owns(owner, method))
            return StatusCodes.BadMethodInvalid;
        handle = space.Nodes[method].Value;
        if (!NodeValue.IsHandle(handle) || options.Methods is null || !space.Nodes[method].Has(NodeFlags.Executable))
            return StatusCodes.BadNotExecutable;
        if (options.Access is not null && !options.Access.MayCall(user, handle))
            return StatusCodes.BadUserAccessDenied;
        arguments = InputsOf(method);
        return StatusCodes.Good;
    }

    // The method hangs below the object or below the object's type (OPC 10000-4, 5.12.2.2).
    private bool Owns(int owner, int method)
    {
        for (var at = owner; at >= 0; at = at == owner ? space.Nodes[owner].TypeDefinition : space.Nodes[at].Parent)
        {
            var cursor = space.ReferencesOf(at);
            while (cursor.Next(out var reference))
            {
                if (!reference.IsInverse && reference.Target == method && space.IsSubtype(reference.Type, space.Wellknown.HasComponent))
                    return true;
            }
            if (at != owner && space.Nodes[at].ParentType != space.Wellknown.HasSubtype)
                break;
        }
        return false;
    }

    private ExtensionObject[] InputsOf(int method)
    {
        var name = space.Names.Find("InputArguments"u8);
        var cursor = space.ReferencesOf(method);
        while (cursor.Next(out var reference))
        {
            ref readonly var target = ref space.Nodes[reference.Target];
            if (!reference.IsInverse && target.BrowseName == name && NodeValue.IsConstant(target.Value))
                return space.Constants[NodeValue.ConstantOf(target.Value)].AsArray<ExtensionObject>();
        }
        return [];
    }

    private StatusCode Check(ExtensionObject[] arguments, IReadOnlyList<Variant> inputs, out StatusCode[] results)
    {
        results = [];
        if (inputs.Count != arguments.Length)
            return inputs.Count < arguments.Length ? StatusCodes.BadArgumentsMissing : StatusCodes.BadTooManyArguments;
        var checks = new StatusCode[inputs.Count];
        var isBad = false;
        using var reading = space.Read();
        for (var i = 0; i < checks.Length; i++)
        {
            if (!arguments[i].TryDecode<Argument>(out var argument) || _types.Matches(inputs[i], space.Nodes.Find(argument.DataType.AsKey()), argument.ValueRank))
                continue;
            checks[i] = StatusCodes.BadTypeMismatch;
            isBad = true;
        }
        results = isBad ? checks : [];
        return isBad ? StatusCodes.BadInvalidArgument : StatusCodes.Good;
    }
}
