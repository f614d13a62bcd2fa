namespace Millwright.Publish.Mqtt.Storage;

/// <summary>What a record of the store says. The numbers stand in files and never change.</summary>
internal enum RecordKind : byte
{
    Session = 1,
    DropSession = 2,
    Subscription = 3,
    DropSubscription = 4,
    Message = 5,
    Delivery = 6,
    DropDelivery = 7,
    Received = 8,
    DropReceived = 9,
    Retained = 10,
    DropRetained = 11,
}
