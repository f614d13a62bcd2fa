using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Read (OPC 10000-4, 5.11.2): the request is walked where it lies and each value written straight into the answer.</summary>
internal sealed class ReadService(UaAddressSpace space, AttributeReader attributes, ValueTable values, OpcUaServerOptions options)
{
    public void Read(ReplyTarget target, Session session, UaReader body)
    {
        var request = new ReadRequestView(body);
        if (Refusal(ref request) is { } refusal)
        {
            target.Fault(refusal);
            return;
        }
        var writer = target.Begin(ReadResponse.EncodingId);
        try
        {
            writer.WriteInt32(request.Count);
            WriteValues(writer, ref request, session.User!, target.Now);
            writer.WriteInt32(-1);
        }
        catch (UaException broken)
        {
            target.Abandon(writer, broken.Status);
            return;
        }
        target.Send(writer);
    }

    private StatusCode? Refusal(ref ReadRequestView request)
    {
        if (request.Count == 0)
            return StatusCodes.BadNothingToDo;
        if (request.Count > options.Limits.MaxNodesPerRead)
            return StatusCodes.BadTooManyOperations;
        if (request.TimestampsToReturn is < TimestampsToReturn.Source or > TimestampsToReturn.Neither)
            return StatusCodes.BadTimestampsToReturnInvalid;
        return request.MaxAgeMs < 0 || double.IsNaN(request.MaxAgeMs) ? StatusCodes.BadMaxAgeInvalid : null;
    }

    private void WriteValues(UaWriter writer, ref ReadRequestView request, UserIdentity user, UaDateTime now)
    {
        var timestamps = request.TimestampsToReturn;
        var isPlain = options.Access is null;
        using var reading = space.Read();
        while (request.MoveNext())
        {
            var item = request.Current;
            var node = space.Nodes.Find(item.NodeId);
            if (isPlain && node >= 0 && item.AttributeId == AttributeId.Value && item.IndexRange.IsEmpty && item.DataEncoding.IsEmpty)
            {
                ref readonly var record = ref space.Nodes[node];
                if (record.Class == NodeClass.Variable && (record.Access & AccessLevel.CurrentRead) != 0 && NodeValue.IsHandle(record.Value))
                {
                    values.TryGet(record.Value, out var quick);
                    writer.WriteDataValue(Timed.Of(quick, timestamps, now));
                    continue;
                }
            }
            writer.WriteDataValue(ReadOne(node, item, user, timestamps, now));
        }
    }

    private DataValue ReadOne(int node, in ReadValueIdView item, UserIdentity user, TimestampsToReturn timestamps, UaDateTime now)
    {
        if (node < 0)
            return DataValue.FromStatus(StatusCodes.BadNodeIdUnknown);
        if (item.AttributeId is < AttributeId.NodeId or > AttributeId.AccessLevelEx)
            return DataValue.FromStatus(StatusCodes.BadAttributeIdInvalid);
        if (item.AttributeId != AttributeId.Value)
        {
            if (!item.IndexRange.IsEmpty)
                return DataValue.FromStatus(StatusCodes.BadIndexRangeNoData);
            return item.DataEncoding.IsEmpty
                ? Timed.OfAttribute(attributes.ReadAttribute(node, item.AttributeId, user), timestamps, now)
                : DataValue.FromStatus(StatusCodes.BadDataEncodingInvalid);
        }
        var value = attributes.ReadValue(node, user);
        if (!item.DataEncoding.IsEmpty && EncodingRefusal(item, value.Value) is { } refusal)
            return DataValue.FromStatus(refusal);
        if (!item.IndexRange.IsEmpty && !value.Status.IsBad)
            value = IndexRanges.Read(System.Text.Encoding.UTF8.GetString(item.IndexRange), value);
        return Timed.Of(value, timestamps, now);
    }

    private static StatusCode? EncodingRefusal(in ReadValueIdView item, in Variant value)
    {
        if (value.Type != BuiltInType.ExtensionObject)
            return StatusCodes.BadDataEncodingInvalid;
        return item.DataEncodingNamespace == 0 && item.DataEncoding.SequenceEqual("Default Binary"u8) ? null : StatusCodes.BadDataEncodingUnsupported;
    }
}
