using System.Globalization;
using Millwright.Benchmarks.Figures;
using Millwright.Benchmarks.Processes;

namespace Millwright.Benchmarks.OpcUa;

/// <summary>Read, subscriptions and browse: our client and node-opcua's against our server and node-opcua's, without security, over loopback.</summary>
internal static class OpcUaBenchmark
{
    private const int Rounds = 3;
    private const double ReadSeconds = 1.5;
    private const double SubscribeSeconds = 5;
    private const int Items = 10_000;
    private const int PeerVariables = 10_000;
    private const int BrowsedVariables = 100_000;

    // The goal is the best C stack as measured on another machine: 231 ns a value read at 1,000 a request, 2 us a notification.
    private const double BudgetReadNanoseconds = 500;
    private const double BudgetNotificationMicroseconds = 3;

    public static async Task RunAsync()
    {
        var (theirServer, theirPort) = await NodeOpcUa.StartServerAsync(PeerVariables);
        await using (theirServer)
        {
            await using var ourServer = Child.StartPart(ServerPart.Verb, $"{BrowsedVariables}");
            var ourPort = int.Parse(await ourServer.LineAsync(TimeSpan.FromSeconds(30)), CultureInfo.InvariantCulture);
            var ours = new Side(ourPort, ourServer);
            var theirs = new Side(theirPort, theirServer);
            Console.WriteLine($"Read of 1, 100 and 1,000 doubles, {Rounds} alternating rounds of {ReadSeconds} s, each after up to 3,000 requests that do not count; a round before the first does not count");
            var runs = new Runs();
            for (var round = 0; round <= Rounds; round++)
            {
                foreach (var nodes in new[] { 1, 100, 1000 })
                    await ReadAsync(runs, round, nodes, ours, theirs);
            }
            await BrowseAsync(runs, ours, theirs);
            Console.WriteLine($"{Items:N0} items at 100 ms, every value changing every 100 ms, {SubscribeSeconds} s after 3 s that do not count");
            await SubscribeAsync(runs, ours, theirs);
            Figure.Print(Figures(runs, ProcessUse.ResidentMegabytes(ourServer.Id), ProcessUse.ResidentMegabytes(theirServer.Id)));
        }
    }

    private static async Task ReadAsync(Runs runs, int round, int nodes, Side ours, Side theirs)
    {
        await runs.AddAsync(round, $"read {nodes} ours ours", $"Read of {nodes}: our client, our server", OurClient.ReadAsync(ours.Port, ours.Server.Id, nodes, ReadSeconds));
        await runs.AddAsync(round, $"read {nodes} ours theirs", $"Read of {nodes}: our client, node-opcua's server", OurClient.ReadAsync(theirs.Port, theirs.Server.Id, nodes, ReadSeconds));
        await runs.AddAsync(round, $"read {nodes} theirs ours", $"Read of {nodes}: node-opcua's client, our server", NodeOpcUa.ReadAsync(ours.Port, ours.Server.Id, nodes, ReadSeconds));
        await runs.AddAsync(round, $"read {nodes} theirs theirs", $"Read of {nodes}: node-opcua's client and server", NodeOpcUa.ReadAsync(theirs.Port, theirs.Server.Id, nodes, ReadSeconds));
    }

    private static async Task BrowseAsync(Runs runs, Side ours, Side theirs)
    {
        for (var round = 0; round <= 1; round++)
        {
            await runs.AddAsync(round, "browse ours ours", $"Browse of {BrowsedVariables:N0}: our client, our server", OurClient.BrowseAsync(ours.Port, ours.Server.Id));
            await runs.AddAsync(round, "browse theirs ours", $"Browse of {BrowsedVariables:N0}: node-opcua's client, our server", NodeOpcUa.BrowseAsync(ours.Port, ours.Server.Id));
            await runs.AddAsync(round, "browse ours theirs", $"Browse of {PeerVariables:N0}: our client, node-opcua's server", OurClient.BrowseAsync(theirs.Port, theirs.Server.Id));
            await runs.AddAsync(round, "browse theirs theirs", $"Browse of {PeerVariables:N0}: node-opcua's client and server", NodeOpcUa.BrowseAsync(theirs.Port, theirs.Server.Id));
        }
    }

    private static async Task SubscribeAsync(Runs runs, Side ours, Side theirs)
    {
        await ours.Server.SayAsync("change");
        await runs.AddAsync(1, "items ours ours", "items: our client, our server", OurClient.SubscribeAsync(ours.Port, ours.Server.Id, Items, SubscribeSeconds));
        await runs.AddAsync(1, "items theirs ours", "items: node-opcua's client, our server", NodeOpcUa.SubscribeAsync(ours.Port, ours.Server.Id, Items, SubscribeSeconds));
        await theirs.Server.SayAsync("change");
        await runs.AddAsync(1, "items ours theirs", "items: our client, node-opcua's server", OurClient.SubscribeAsync(theirs.Port, theirs.Server.Id, Items, SubscribeSeconds));
        await runs.AddAsync(1, "items theirs theirs", "items: node-opcua's client and server", NodeOpcUa.SubscribeAsync(theirs.Port, theirs.Server.Id, Items, SubscribeSeconds));
    }

    private static List<Figure> Figures(Runs runs, double ourMegabytes, double theirMegabytes)
    {
        const string Peer = "node-opcua";
        var figures = new List<Figure>();
        foreach (var nodes in new[] { 1, 100, 1000 })
        {
            figures.Add(new($"opcua client and server, Read of {nodes}", runs.Rate($"read {nodes} ours ours"), Peer, runs.Rate($"read {nodes} theirs theirs"), "requests/s", true));
            figures.Add(new($"opcua client on its server, Read of {nodes}", runs.Rate($"read {nodes} ours theirs"), Peer, runs.Rate($"read {nodes} theirs theirs"), "requests/s", true));
            figures.Add(new($"opcua server under its client, Read of {nodes}", runs.Rate($"read {nodes} theirs ours"), Peer, runs.Rate($"read {nodes} theirs theirs"), "requests/s", true));
        }
        var value = (string key) => runs.Median(key, r => r.ServerCpu * 1e9 / r.Count / 1000);
        figures.Add(new("opcua server CPU, Read of 1000", value("read 1000 ours ours"), Peer, value("read 1000 ours theirs"), "ns CPU/value", false));
        figures.Add(Figure.Budget("opcua server CPU, Read of 1000", value("read 1000 ours ours"), BudgetReadNanoseconds, "ns CPU/value"));
        figures.Add(Figure.Budget("opcua client allocation, Read of 1000", Math.Round(runs.Median("read 1000 ours ours", r => r.AllocatedBytes / r.Count / 1000), 0), 0, "bytes/value"));
        figures.Add(new("opcua browse", runs.Rate("browse ours ours"), Peer, runs.Rate("browse theirs theirs"), "references/s", true));
        var notification = (string key) => runs.Median(key, r => r.ServerCpu * 1e6 / r.Count);
        figures.Add(new("opcua notifications", runs.Rate("items ours ours"), Peer, runs.Rate("items theirs theirs"), "notifications/s", true));
        figures.Add(new("opcua server CPU, notifications", notification("items ours ours"), Peer, notification("items ours theirs"), "us CPU/notification", false));
        figures.Add(Figure.Budget("opcua server CPU, notifications", notification("items ours ours"), BudgetNotificationMicroseconds, "us CPU/notification"));
        figures.Add(new("opcua server RSS", ourMegabytes, Peer + $", {PeerVariables:N0} nodes", theirMegabytes, "MB", false));
        return figures;
    }

    private sealed record Side(int Port, Child Server);

    private sealed class Runs
    {
        private readonly Dictionary<string, List<OpcUaRun>> _all = [];

        public async Task AddAsync(int round, string key, string what, Task<OpcUaRun> running)
        {
            var run = await running;
            if (round == 0)
                return;
            if (!_all.TryGetValue(key, out var list))
                _all.Add(key, list = []);
            list.Add(run);
            Console.WriteLine($"{round}  {what,-52}{run}");
        }

        public double Median(string key, Func<OpcUaRun, double> of) => _all[key].Median(of);

        public double Rate(string key) => Median(key, r => r.PerSecond);
    }
}
