namespace Millwright.OpcUa.Encoding;

/// <summary>A structure of the standard that is named by its encoding id when it stands alone or in an extension object.</summary>
public interface IUaMessage<TSelf> : IUaStructure<TSelf>
    where TSelf : IUaMessage<TSelf>
{
    /// <summary>The number of its "Default Binary" encoding node in namespace 0.</summary>
    static abstract uint EncodingId { get; }
}
