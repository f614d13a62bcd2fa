using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Storage;

namespace Millwright.Mqtt.Server;

/// <summary>A message on its way through the broker: spans of the receive buffer, and copies only where somebody needs them.</summary>
internal ref struct Publication
{
    public Route Route;
    public ReadOnlySpan<byte> Payload;

    /// <summary>Encoded properties without topic alias and expiry interval.</summary>
    public ReadOnlySpan<byte> Properties;
    public MqttQos Qos;
    public bool Retain;
    public long ExpiresAtMs;

    /// <summary>The copy, once somebody keeps it.</summary>
    public StoredMessage? Kept;

    /// <summary>Whether the copy is in the store.</summary>
    public bool IsSaved;

    /// <summary>The position of the latest change in the store that the acknowledgement waits for.</summary>
    public long Position;

    /// <summary>Where the packet was encoded in this turn already, by version and retain flag; a length of 0 says not yet.</summary>
    public EncodedSlots Slots;

    [System.Runtime.CompilerServices.InlineArray(4)]
    internal struct EncodedSlots
    {
        private EncodedSlot _first;
    }

    internal struct EncodedSlot
    {
        public int Offset;
        public int Length;
        public int Epoch;
    }
}
