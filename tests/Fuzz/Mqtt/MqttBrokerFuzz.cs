using Millwright.Mqtt.Messages;
using Millwright.Protocols.Tests.Mqtt.Messages;
using Millwright.Protocols.Tests.Mqtt.Server;

namespace Millwright.Fuzz.Mqtt;

/// <summary>Damaged streams against a whole broker, which goes on serving the others.</summary>
public sealed class MqttBrokerFuzz
{
    private const int Connections = 5_000;

    [Fact]
    public void Clients_that_send_anything_after_CONNECT_harm_nobody()
    {
        var random = new Random(20_261_127);
        using var broker = new TestBroker(o => o with { MaxConnectsPerSecond = int.MaxValue, MaxSubscriptionsPerSession = 100, MaxRetainedMessages = 100 });
        var good = broker.Connect("good");
        good.Subscribe("good", MqttQos.AtLeastOnce);
        var packets = PacketVectors.All.Values.Select(v => Convert.FromHexString(v.Hex.Replace(" ", "", StringComparison.Ordinal))).ToArray();
        for (var i = 0; i < Connections; i++)
        {
            var client = broker.Connect($"c{i % 50}", i % 2 == 0 ? MqttVersion.V5 : MqttVersion.V311, clean: i % 3 == 0, expiry: i % 2 == 0 ? 60u : 0);
            for (var n = random.Next(1, 6); n > 0; n--)
            {
                var packet = (byte[])packets[random.Next(packets.Length)].Clone();
                if (random.Next(2) == 0)
                    packet[random.Next(packet.Length)] ^= (byte)(1 << random.Next(8));
                // One byte at a time now and then: it makes no difference.
                if (random.Next(4) == 0)
                    Array.ForEach(packet, b => client.Send([b]));
                else
                    client.Send(packet);
            }
            if (random.Next(2) == 0)
                client.Disconnect();
            // A goodbye may be taken for the rest of a packet that never ended; the end of the connection may not.
            client.Drop();
            if (i % 100 == 0)
                broker.Pass(1);
        }
        good.Publish("good", "still here", MqttQos.AtLeastOnce, 9);
        Assert.Equal("still here", good.ExpectMessage().Payload);
        Assert.InRange(broker.Statistics.Sessions, 1, 51);
        broker.Pass(120);
        Assert.Equal(1, broker.Statistics.Connections);
    }
}
