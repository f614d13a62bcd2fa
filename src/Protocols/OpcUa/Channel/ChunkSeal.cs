using Millwright.OpcUa.Messages;

namespace Millwright.OpcUa.Channel;

/// <summary>What stands around the body of a chunk.</summary>
internal readonly record struct ChunkSeal(
    ChunkType Type, byte Final, uint ChannelId, ChannelToken Token, MessageSecurityMode Mode, uint SequenceNumber, uint RequestId);
