using Millwright.Wire.Transports;

namespace Millwright.Benchmarks.Mqtt;

/// <summary>Who publishes to whom.</summary>
/// <param name="Name">The figure's name.</param>
/// <param name="Publishers">Each on a connection of its own.</param>
/// <param name="Subscribers">Each on a connection of its own.</param>
/// <param name="Pairs">Each publisher has a subscriber and a topic of its own; otherwise there is one topic.</param>
/// <param name="Qos1">QoS 1 both ways; otherwise QoS 0.</param>
/// <param name="Window">Messages that each publisher has under way.</param>
/// <param name="Idle">Connected subscribers of other topics, who hear nothing.</param>
/// <param name="Durable">Sessions outlive their connections.</param>
internal sealed record Scenario(string Name, int Publishers, int Subscribers, bool Pairs, bool Qos1, int Window, int Idle = 0, bool Durable = false)
{
    private const int PayloadBytes = 64;

    /// <summary>With a window of 1 a publisher waits for each message to arrive: nothing is batched that the broker does not batch itself.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("1-1 qos0", 1, 1, true, false, 256),
        new("1-1 qos1", 1, 1, true, true, 64),
        new("10-10 qos0", 10, 10, true, false, 128),
        new("10-10 qos1", 10, 10, true, true, 32),
        new("fan-out qos0", 1, 1000, false, false, 16),
        new("fan-in qos0", 1000, 1, false, false, 4),
        new("1-1 qos0 one by one", 1, 1, true, false, 1),
        new("1-1 qos1 one by one", 1, 1, true, true, 1),
        new("10-10 qos1 one by one", 10, 10, true, true, 1),
        new("fan-out qos0 one by one", 1, 1000, false, false, 1),
        new("fan-in qos0 one by one", 1000, 1, false, false, 1),
        new("1-1 qos1 durable", 1, 1, true, true, 256, Durable: true),
        new("1-1 qos0 10k idle", 1, 1, true, false, 256, 10_000),
        new("1-1 qos1 10k idle", 1, 1, true, true, 64, 10_000),
    ];

    /// <summary>Runs against the broker for the given time after a warm-up that does not count.</summary>
    public async Task<ScenarioRun> RunAsync(Target target, double warmUpSeconds, double seconds)
    {
        var (port, process, tcp) = (target.Port, target.Process, target.Tcp);
        var clients = new List<LoadClient>();
        try
        {
            for (var i = 0; i < Idle; i += 50)
                clients.AddRange(await Task.WhenAll(Enumerable.Range(i, 50).Select(n => IdleAsync(port, n, tcp))));
            var load = new Load(this);
            for (var i = 0; i < Subscribers; i++)
            {
                var subscriber = await LoadClient.ConnectAsync(port, $"s{i:0000}", Topic(i), PayloadBytes, Qos1, tcp, Durable);
                clients.Add(subscriber);
                await subscriber.SubscribeAsync(Topic(i));
                var lane = i;
                subscriber.Received = count => load.OnReceived(lane, count);
            }
            for (var i = 0; i < Publishers; i++)
            {
                var publisher = await LoadClient.ConnectAsync(port, $"p{i:0000}", Topic(i), PayloadBytes, Qos1, tcp, Durable);
                clients.Add(publisher);
                load.Publishers.Add(publisher);
            }
            foreach (var publisher in load.Publishers)
                publisher.Publish(Window);
            await Task.Delay(TimeSpan.FromSeconds(warmUpSeconds), TimeProvider.System);
            var (before, cpu, at) = (load.Count, Processes.ProcessUse.CpuSeconds(process), TimeProvider.System.GetTimestamp());
            await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
            var run = new ScenarioRun(
                load.Count - before, Processes.ProcessUse.CpuSeconds(process) - cpu, TimeProvider.System.GetElapsedTime(at).TotalSeconds);
            load.IsOver = true;
            return run.Messages > 0 ? run : throw new BenchmarkException($"{Name}: no message came through");
        }
        finally
        {
            foreach (var client in clients)
                await client.DisposeAsync();
        }
    }

    private static async Task<LoadClient> IdleAsync(int port, int i, TcpOptions tcp)
    {
        var client = await LoadClient.ConnectAsync(port, $"i{i:00000}", "idle", PayloadBytes, false, tcp);
        await client.SubscribeAsync($"bench/idle/{i}");
        return client;
    }

    private string Topic(int i) => Pairs ? $"bench/{i:000}" : "bench/one";

    /// <summary>Keeps each publisher's window full: what arrives is replaced.</summary>
    private sealed class Load(Scenario scenario)
    {
        private readonly int[] _arrived = new int[Math.Max(scenario.Publishers, 1)];
        private int _share;
        private int _next;

        public List<LoadClient> Publishers { get; } = [];

        public long Count { get; private set; }

        public bool IsOver { get; set; }

        // All on the one thread of the loop.
        public void OnReceived(int lane, int count)
        {
            Count += count;
            if (IsOver)
                return;
            if (scenario.Pairs)
            {
                Publishers[lane].Publish(count);
                return;
            }
            if (scenario.Publishers == 1)
            {
                // One more for the publisher when all subscribers together had as many as there are of them.
                _share += count;
                var due = _share / scenario.Subscribers;
                _share %= scenario.Subscribers;
                if (due > 0)
                    Publishers[0].Publish(due);
                return;
            }
            // Many to one: who it was is not in the packet; each in turn has as many under way as ever.
            for (var i = 0; i < count; i++)
                _arrived[(_next + i) % _arrived.Length]++;
            var touched = Math.Min(count, _arrived.Length);
            for (var i = 0; i < touched; i++)
            {
                var publisher = (_next + i) % _arrived.Length;
                Publishers[publisher].Publish(_arrived[publisher]);
                _arrived[publisher] = 0;
            }
            _next = (_next + count) % _arrived.Length;
        }
    }
}
