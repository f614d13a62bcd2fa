using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>The body of a service request, which follows a <see cref="RequestHeader"/>, and the response that answers it.</summary>
public interface IUaRequest<TSelf, TResponse> : IUaMessage<TSelf>
    where TSelf : IUaRequest<TSelf, TResponse>
    where TResponse : IUaMessage<TResponse>;
