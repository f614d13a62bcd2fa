using System.Buffers.Binary;
using System.Text;
using Millwright.Mqtt.Storage;

namespace Millwright.Publish.Mqtt.Storage;

/// <summary>Frames in memory: written by the broker a turn at a time, sealed and stored by the writer.</summary>
internal sealed class RecordBuffer
{
    /// <summary>What a buffer keeps for the next time; one that grew larger once gives its memory back.</summary>
    private const int KeptBytes = 1024 * 1024;

    private byte[] _bytes = [];
    private int _count;
    private int _frame = -1;

    public bool IsEmpty => _count == 0;

    public int Count => _count;

    /// <summary>The highest id that was saved in the open frame or before.</summary>
    public ulong LastId { get; set; }

    public Span<byte> Bytes => _bytes.AsSpan(0, _count);

    public void Clear()
    {
        _count = 0;
        _frame = -1;
        if (_bytes.Length > KeptBytes)
            _bytes = [];
    }

    /// <summary>Ends the frame that the records since the last call are in.</summary>
    public void EndFrame()
    {
        BeginFrame();
        var frame = _bytes.AsSpan(_frame, _count - _frame);
        // The rest of the header is the writer's.
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], frame.Length - RecordFormat.HeaderBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[28..], LastId);
        _frame = -1;
    }

    /// <summary>Takes whole frames of another buffer.</summary>
    public void Append(RecordBuffer other) => other.Bytes.CopyTo(Reserve(other._count));

    /// <summary>The frame at an offset, with the last id that it was ended with.</summary>
    public Span<byte> FrameAt(int offset, out ulong lastId)
    {
        var header = _bytes.AsSpan(offset, RecordFormat.HeaderBytes);
        lastId = BinaryPrimitives.ReadUInt64LittleEndian(header[28..]);
        return _bytes.AsSpan(offset, RecordFormat.HeaderBytes + BinaryPrimitives.ReadInt32LittleEndian(header[4..]));
    }

    /// <summary>A record as it stands in another file, without change.</summary>
    public void Copy(RecordKind kind, ReadOnlySpan<byte> body) => body.CopyTo(Begin(kind, body.Length));

    public void Session(StoredSession session)
    {
        var (client, identity) = (Encoding.UTF8.GetBytes(session.ClientId), Encoding.UTF8.GetBytes(session.Identity));
        LastId = Math.Max(LastId, session.Id);
        var writer = new BodyWriter(Begin(RecordKind.Session, 8 + 4 + 8 + 4 + 4 + client.Length + 4 + identity.Length + 1 + (session.Will is { } w ? MessageBytes(w) : 0)));
        writer.Put(session.Id);
        writer.Put(session.ExpirySeconds);
        writer.Put((ulong)session.DisconnectedAtMs);
        writer.Put(session.WillDelaySeconds);
        writer.Put(client);
        writer.Put(identity);
        writer.Put((byte)(session.Will is null ? 0 : 1));
        if (session.Will is { } will)
            Put(ref writer, will);
    }

    public void Subscription(ulong session, in StoredSubscription subscription)
    {
        var filter = Encoding.UTF8.GetBytes(subscription.Filter);
        var writer = new BodyWriter(Begin(RecordKind.Subscription, 8 + 1 + 4 + 4 + filter.Length));
        writer.Put(session);
        writer.Put(subscription.Options.Encode(Millwright.Mqtt.Messages.MqttVersion.V5));
        writer.Put(subscription.Identifier);
        writer.Put(filter);
    }

    public void DropSubscription(ulong session, string filter)
    {
        var bytes = Encoding.UTF8.GetBytes(filter);
        var writer = new BodyWriter(Begin(RecordKind.DropSubscription, 8 + 4 + bytes.Length));
        writer.Put(session);
        writer.Put(bytes);
    }

    public void Message(StoredMessage message)
    {
        var writer = new BodyWriter(Begin(RecordKind.Message, MessageBytes(message)));
        Put(ref writer, message);
    }

    public void Delivery(ulong session, in StoredDelivery delivery)
    {
        LastId = Math.Max(LastId, delivery.Id);
        var writer = new BodyWriter(Begin(RecordKind.Delivery, 8 + 8 + 8 + 1 + 1 + 2 + 1 + 4 + (4 * delivery.SubscriptionIds.Count)));
        writer.Put(session);
        writer.Put(delivery.Id);
        writer.Put(delivery.MessageId);
        writer.Put((byte)delivery.Qos);
        writer.Put((byte)(delivery.Retain ? 1 : 0));
        writer.Put(delivery.PacketId);
        writer.Put((byte)delivery.State);
        writer.Put((uint)delivery.SubscriptionIds.Count);
        for (var i = 0; i < delivery.SubscriptionIds.Count; i++)
            writer.Put(delivery.SubscriptionIds[i]);
    }

    public void Retained(ulong message, byte[] topic)
    {
        var writer = new BodyWriter(Begin(RecordKind.Retained, 8 + 4 + topic.Length));
        writer.Put(message);
        writer.Put(topic);
    }

    public void DropRetained(byte[] topic) => new BodyWriter(Begin(RecordKind.DropRetained, 4 + topic.Length)).Put(topic);

    /// <summary>A record of a session that ends.</summary>
    public void DropSession(ulong session) => new BodyWriter(Begin(RecordKind.DropSession, 8)).Put(session);

    public void DropDelivery(ulong session, ulong delivery)
    {
        var writer = new BodyWriter(Begin(RecordKind.DropDelivery, 16));
        writer.Put(session);
        writer.Put(delivery);
    }

    /// <summary>A packet identifier that came in or was released.</summary>
    public void Received(RecordKind kind, ulong session, ushort packetId)
    {
        var writer = new BodyWriter(Begin(kind, 10));
        writer.Put(session);
        writer.Put(packetId);
    }

    private static int MessageBytes(StoredMessage message) => 8 + 1 + 1 + 8 + 4 + message.Topic.Length + 4 + message.Properties.Length + 4 + message.Payload.Length;

    private void Put(ref BodyWriter writer, StoredMessage message)
    {
        LastId = Math.Max(LastId, message.Id);
        writer.Put(message.Id);
        writer.Put((byte)message.Qos);
        writer.Put((byte)(message.Retain ? 1 : 0));
        writer.Put((ulong)message.ExpiresAtMs);
        writer.Put(message.Topic);
        writer.Put(message.Properties);
        writer.Put(message.Payload);
    }

    private Span<byte> Begin(RecordKind kind, int bodyBytes)
    {
        BeginFrame();
        if (_count - _frame + (long)bodyBytes > RecordFormat.MaxPayloadBytes)
            throw new InvalidOperationException("One turn of the broker saves more than a frame of the store holds.");
        var record = Reserve(RecordFormat.RecordHeaderBytes + bodyBytes);
        record[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(record[1..], bodyBytes);
        return record[RecordFormat.RecordHeaderBytes..];
    }

    private void BeginFrame()
    {
        if (_frame >= 0)
            return;
        _frame = _count;
        Reserve(RecordFormat.HeaderBytes).Clear();
    }

    private Span<byte> Reserve(int bytes)
    {
        if (_bytes.Length - _count < bytes)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(4096, ((long)_count + bytes) * 2)));
        _count += bytes;
        return _bytes.AsSpan(_count - bytes, bytes);
    }

    /// <summary>Writes the fields of a body one after the other.</summary>
    private ref struct BodyWriter(Span<byte> rest)
    {
        private Span<byte> _rest = rest;

        public void Put(byte value)
        {
            _rest[0] = value;
            _rest = _rest[1..];
        }

        public void Put(ushort value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_rest, value);
            _rest = _rest[2..];
        }

        public void Put(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_rest, value);
            _rest = _rest[4..];
        }

        public void Put(ulong value)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(_rest, value);
            _rest = _rest[8..];
        }

        public void Put(ReadOnlySpan<byte> bytes)
        {
            Put((uint)bytes.Length);
            bytes.CopyTo(_rest);
            _rest = _rest[bytes.Length..];
        }
    }
}
