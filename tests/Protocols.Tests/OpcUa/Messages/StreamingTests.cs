using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Encoding;

namespace Millwright.Protocols.Tests.OpcUa.Messages;

/// <summary>The views over hot messages see what the records see, and allocate nothing.</summary>
public sealed class StreamingTests
{
    private const int Items = 1000;

    [Fact]
    public void A_read_request_is_walked_without_an_allocation()
    {
        var nodes = new ReadValueId[Items];
        for (var i = 0; i < Items; i++)
            nodes[i] = new ReadValueId(i % 2 == 0 ? new NodeId(2, (uint)i) : new NodeId(2, "Machine.Speed"), AttributeId.Value, i % 3 == 0 ? "0:1" : null, default);
        using var writer = new UaWriter();
        new ReadRequest(100, TimestampsToReturn.Source, nodes).Encode(writer);

        var view = new ReadRequestView(new UaReader(writer.Written));
        Assert.Equal((100, TimestampsToReturn.Source, Items), (view.MaxAgeMs, view.TimestampsToReturn, view.Count));
        var at = 0;
        foreach (var item in view)
        {
            Assert.Equal(nodes[at].NodeId, item.NodeId.ToNodeId());
            Assert.Equal(AttributeId.Value, item.AttributeId);
            Assert.Equal(nodes[at++].IndexRange ?? "", System.Text.Encoding.UTF8.GetString(item.IndexRange));
        }
        Assert.Equal(Items, at);
        AllocatesNothing(writer, static bytes =>
        {
            var sum = 0;
            foreach (var item in new ReadRequestView(new UaReader(bytes)))
                sum += item.IndexRange.Length;
            return sum;
        });
    }

    [Fact]
    public void A_read_response_is_walked_without_an_allocation()
    {
        var values = new DataValue[Items];
        for (var i = 0; i < Items; i++)
            values[i] = new DataValue(new Variant(i * 0.5), default, new UaDateTime(i + 1), new UaDateTime(i + 2));
        using var writer = new UaWriter();
        new ReadResponse(values, []).Encode(writer);

        var at = 0;
        foreach (var value in new ReadResponseView(new UaReader(writer.Written)))
            Assert.Equal(values[at++], value);
        Assert.Equal(Items, at);
        AllocatesNothing(writer, static bytes =>
        {
            var sum = 0.0;
            foreach (var value in new ReadResponseView(new UaReader(bytes)))
                sum += value.Value.AsDouble();
            return (int)sum;
        });
    }

    [Fact]
    public void A_write_request_is_walked_without_an_allocation()
    {
        var values = new WriteValue[Items];
        for (var i = 0; i < Items; i++)
            values[i] = new WriteValue(new NodeId(2, (uint)i), AttributeId.Value, i == 3 ? "1" : null, new DataValue(new Variant(i)));
        using var writer = new UaWriter();
        new WriteRequest(values).Encode(writer);

        var at = 0;
        foreach (var item in new WriteRequestView(new UaReader(writer.Written)))
        {
            Assert.Equal(values[at].NodeId, item.NodeId.ToNodeId());
            Assert.Equal(values[at].IndexRange ?? "", System.Text.Encoding.UTF8.GetString(item.IndexRange));
            Assert.Equal(values[at++].Value, item.Value);
        }
        Assert.Equal(Items, at);
        AllocatesNothing(writer, static bytes =>
        {
            var sum = 0;
            foreach (var item in new WriteRequestView(new UaReader(bytes)))
                sum += item.Value.Value.AsInt32();
            return sum;
        });
    }

    [Fact]
    public void A_publish_response_written_value_by_value_is_the_record_and_is_walked_without_an_allocation()
    {
        var items = new MonitoredItemNotification[Items];
        for (var i = 0; i < Items; i++)
            items[i] = new MonitoredItemNotification((uint)i, new DataValue(new Variant(i * 0.5f), default, new UaDateTime(i + 1)));
        var status = new StatusChangeNotification(StatusCodes.BadTimeout, null);
        var events = new EventNotificationList([new EventFieldList(5, [new Variant("a"), new Variant(2)])]);
        using var message = new UaWriter();
        var notifications = new NotificationMessageWriter(message, 17, new UaDateTime(99));
        notifications.BeginDataChange();
        foreach (var item in items)
            notifications.WriteValue(item.ClientHandle, item.Value);
        notifications.EndDataChange();
        notifications.Write(events);
        notifications.Write(status);
        notifications.End();
        using var writer = new UaWriter();
        writer.WritePublishResponse(4, [16, 17], true, message.Written, [StatusCodes.Good, StatusCodes.BadSequenceNumberUnknown]);

        var record = new UaReader(writer.Written);
        var response = PublishResponse.Decode(ref record);
        Assert.Equal(0, record.Remaining);
        Assert.Equal((4u, true, 17u), (response.SubscriptionId, response.MoreNotifications, response.NotificationMessage.SequenceNumber));
        Assert.Equal(3, response.NotificationMessage.NotificationData.Count);
        Assert.True(response.NotificationMessage.NotificationData[0].TryDecode<DataChangeNotification>(out var changes));
        Assert.Equal(items, changes.MonitoredItems);

        var view = new PublishResponseView(new UaReader(writer.Written));
        Assert.Equal([16, 17], view.AvailableSequenceNumbers.ToArray());
        Assert.Equal((17u, new UaDateTime(99), 3), (view.SequenceNumber, view.PublishTime, view.NotificationCount));
        Assert.True(view.MoveNext());
        Assert.Equal(NotificationKind.DataChange, view.Kind);
        var at = 0;
        foreach (var item in view.DataChange)
            Assert.Equal(items[at++], item);
        Assert.Equal(Items, at);
        Assert.True(view.MoveNext());
        Assert.Equal(NotificationKind.Event, view.Kind);
        Assert.Equal(new Variant("a"), view.ReadEvents().Events[0].EventFields[0]);
        Assert.True(view.MoveNext());
        Assert.Equal(NotificationKind.StatusChange, view.Kind);
        Assert.Equal(status, view.ReadStatusChange());
        Assert.False(view.MoveNext());
        Assert.Equal([StatusCodes.Good, StatusCodes.BadSequenceNumberUnknown], view.ReadResults().ToArray());
        AllocatesNothing(writer, static bytes =>
        {
            var view = new PublishResponseView(new UaReader(bytes));
            var sum = 0.0f;
            while (view.MoveNext())
            {
                if (view.Kind != NotificationKind.DataChange)
                    continue;
                foreach (var item in view.DataChange)
                    sum += item.Value.Value.AsFloat();
            }
            return (int)sum + view.ReadResults().Length;
        });
    }

    [Fact]
    public void A_keep_alive_has_no_notifications_and_its_results_are_read_without_walking()
    {
        using var writer = new UaWriter();
        new PublishResponse(1, [], false, new NotificationMessage(5, new UaDateTime(1), []), [StatusCodes.Good], []).Encode(writer);
        var view = new PublishResponseView(new UaReader(writer.Written));
        Assert.Equal(0, view.NotificationCount);
        Assert.Equal([StatusCodes.Good], view.ReadResults().ToArray());
    }

    [Fact]
    public void A_notification_nobody_knows_is_passed_over()
    {
        using var writer = new UaWriter();
        var data = new[] { new ExtensionObject(new NodeId(9, 811), new byte[3]), new StatusChangeNotification(StatusCodes.Good, null).ToExtensionObject() };
        new PublishResponse(1, [], false, new NotificationMessage(5, new UaDateTime(1), data), [], []).Encode(writer);
        var view = new PublishResponseView(new UaReader(writer.Written));
        Assert.True(view.MoveNext());
        Assert.Equal(NotificationKind.Unknown, view.Kind);
        Assert.True(view.MoveNext());
        Assert.Equal(NotificationKind.StatusChange, view.Kind);
    }

    [Fact]
    public void A_browse_response_is_walked_without_an_allocation()
    {
        var values = new RandomValues(11);
        var references = new ReferenceDescription[Items];
        for (var i = 0; i < Items; i++)
        {
            references[i] = new ReferenceDescription(
                new NodeId(35), i % 2 == 0, values.ExpandedNodeId(), new QualifiedName(2, $"Node{i}"), new LocalizedText("en", $"Node {i}"), NodeClass.Variable, new NodeId(63));
        }
        using var writer = new UaWriter();
        new BrowseResponse([new BrowseResult(StatusCodes.BadNodeIdUnknown, null, []), new BrowseResult(default, [1, 2], references), new BrowseResult(default, null, references)], [])
            .Encode(writer);

        var view = new BrowseResponseView(new UaReader(writer.Written));
        Assert.Equal(3, view.ResultCount);
        Assert.True(view.NextResult());
        Assert.Equal(StatusCodes.BadNodeIdUnknown, view.Status);
        Assert.False(view.NextReference());
        Assert.True(view.NextResult());
        Assert.Equal([1, 2], view.ContinuationPoint.ToArray());
        Assert.Equal(Items, view.ReferenceCount);
        for (var i = 0; i < Items / 2; i++)
        {
            Assert.True(view.NextReference());
            var reference = view.Reference;
            Assert.Equal(references[i].NodeId, reference.NodeId.ToExpandedNodeId());
            Assert.Equal(references[i].IsForward, reference.IsForward);
            Assert.Equal(references[i].BrowseName.Name, System.Text.Encoding.UTF8.GetString(reference.BrowseName));
            Assert.Equal(references[i].DisplayName.Text, System.Text.Encoding.UTF8.GetString(reference.DisplayName));
            Assert.Equal(NodeClass.Variable, reference.NodeClass);
            Assert.Equal(new NodeId(63), reference.TypeDefinition.Id.ToNodeId());
        }
        Assert.True(view.NextResult());
        Assert.True(view.ContinuationPoint.IsEmpty);
        Assert.False(view.NextResult());
        AllocatesNothing(writer, static bytes =>
        {
            var view = new BrowseResponseView(new UaReader(bytes));
            var sum = 0;
            while (view.NextResult())
            {
                while (view.NextReference())
                    sum += view.Reference.BrowseName.Length;
            }
            return sum;
        });
    }

    [Fact]
    public void A_hot_message_cut_at_any_offset_is_a_decoding_error()
    {
        var messages = new RandomMessage(12);
        using var writer = new UaWriter();
        Cut((ReadRequest)messages.Make(typeof(ReadRequest)), static bytes =>
        {
            foreach (var item in new ReadRequestView(new UaReader(bytes)))
                _ = item.NodeId;
        });
        Cut((WriteRequest)messages.Make(typeof(WriteRequest)), static bytes =>
        {
            foreach (var item in new WriteRequestView(new UaReader(bytes)))
                _ = item.NodeId;
        });
        Cut((PublishResponse)messages.Make(typeof(PublishResponse)), static bytes => new PublishResponseView(new UaReader(bytes)).ReadResults(), tailBytes: 4);

        void Cut<T>(T message, Action<byte[]> walk, int tailBytes = 0)
            where T : IUaStructure<T>
        {
            writer.Clear();
            message.Encode(writer);
            if (tailBytes > 0 && message is PublishResponse { DiagnosticInfos.Count: > 0 } publish)
            {
                writer.Clear();
                (publish with { DiagnosticInfos = [] }).Encode(writer);
            }
            for (var length = 0; length < writer.Length - tailBytes; length++)
            {
                var bytes = writer.Written[..length].ToArray();
                Assert.Equal(StatusCodes.BadDecodingError, Assert.Throws<UaException>(() => walk(bytes)).Status);
            }
        }
    }

    private static void AllocatesNothing(UaWriter writer, Func<byte[], int> walk)
    {
        var bytes = writer.Written.ToArray();
        var first = walk(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var second = walk(bytes);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(first, second);
    }
}
