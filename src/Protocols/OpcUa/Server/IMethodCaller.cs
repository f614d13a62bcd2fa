using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Carries out methods. Called for methods with a handle, after the arguments' number and types were checked.</summary>
public interface IMethodCaller
{
    /// <summary>Calls one method.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="objectId">The object the method is called on.</param>
    /// <param name="handle">The product's handle of the method.</param>
    /// <param name="inputs">The input arguments, in order.</param>
    /// <param name="cancellation">The session or the server ends.</param>
    ValueTask<MethodOutcome> CallAsync(ServiceCaller caller, NodeId objectId, int handle, IReadOnlyList<Variant> inputs, CancellationToken cancellation);
}
