using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Carries out writes of clients. Called for variables with a handle, after access level and type were checked.</summary>
public interface IValueWriter
{
    /// <summary>Writes one value. May take as long as the device needs; the client waits.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="handle">The product's handle of the variable.</param>
    /// <param name="value">The whole new value; a write to a part of an array was merged with the rest.</param>
    /// <param name="cancellation">The session or the server ends.</param>
    ValueTask<StatusCode> WriteAsync(ServiceCaller caller, int handle, DataValue value, CancellationToken cancellation);
}
