using System.Collections.Concurrent;
using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Server;

/// <summary>A product that keeps what is written, adds numbers and remembers three hundred values of everything.</summary>
internal sealed class FakeProduct : IValueWriter, IMethodCaller, IHistoryReader, IAccessPolicy, IConditionSource
{
    public OpcUaServer? Server { get; set; }

    public ConcurrentQueue<(ServiceCaller Caller, int Handle, DataValue Value)> Written { get; } = new();

    public ConcurrentQueue<(ConditionCommand Command, NodeId Condition, string? Comment)> Commands { get; } = new();

    public List<UaEvent> Conditions { get; } = [];

    /// <summary>Holds writes until it is done.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public async ValueTask<StatusCode> WriteAsync(ServiceCaller caller, int handle, DataValue value, CancellationToken cancellation)
    {
        await Gate.WaitAsync(cancellation);
        Written.Enqueue((caller, handle, value));
        Server!.Values.Set(handle, value);
        return StatusCodes.Good;
    }

    public ValueTask<MethodOutcome> CallAsync(ServiceCaller caller, NodeId objectId, int handle, IReadOnlyList<Variant> inputs, CancellationToken cancellation)
    {
        if (inputs[0].AsInt32() == 666)
            throw new InvalidOperationException("the machine burns");
        return ValueTask.FromResult(new MethodOutcome(StatusCodes.Good, [new Variant(inputs[0].AsInt32() + inputs[1].AsInt32())]));
    }

    public ValueTask<HistoryPage> ReadRawAsync(ServiceCaller caller, int handle, RawHistoryRequest request, CancellationToken cancellation)
    {
        var first = request.Continuation is int next ? next : 0;
        var count = Math.Min(300 - first, request.MaxValues);
        var values = Enumerable.Range(first, count).Select(i => new DataValue(new Variant((double)i), default, ServerBench.At(i))).ToArray();
        return ValueTask.FromResult(new HistoryPage(StatusCodes.Good, values, first + count < 300 ? first + count : null));
    }

    public AccessLevel Allowed(UserIdentity user, int handle, AccessLevel offered) => handle == ServerBench.Secret ? AccessLevel.None : offered;

    public bool MayCall(UserIdentity user, int handle) => user.Name != "guest";

    public IEnumerable<UaEvent> Retained() => Conditions;

    public ValueTask<StatusCode> CommandAsync(
        ServiceCaller caller, ConditionCommand command, NodeId condition, byte[]? eventId, LocalizedText comment, CancellationToken cancellation)
    {
        Commands.Enqueue((command, condition, comment.Text));
        return ValueTask.FromResult<StatusCode>(eventId is null ? StatusCodes.BadEventIdUnknown : StatusCodes.Good);
    }
}
