using System.Globalization;
using Millwright.Benchmarks.Figures;
using Millwright.Benchmarks.Processes;

namespace Millwright.Benchmarks.OpcUa;

/// <summary>
/// Read, browse and subscriptions: our client and node-opcua's against our server and node-opcua's, without security, over loopback, each server on
/// one core and each client on the other. Then what decoding allocates, and the whole way from a server to the log.
/// </summary>
internal static class OpcUaBenchmark
{
    private const string Peer = "node-opcua";
    private const int Rounds = 3;
    private const double Seconds = 1;
    private const double SubscribeSeconds = 5;
    private const int Variables = 10_000;
    private const int ChangeMilliseconds = 100;

    // More than a run takes.
    private const int ChangeTurns = 600;

    // The goal is the best C stack as measured on another machine: 231 ns a value read at 1,000 a request, 2 us a notification.
    private const double BudgetReadNanoseconds = 500;
    private const double BudgetNotificationMicroseconds = 3;

    private static readonly int[] ReadSizes = [1, 100, 1000];

    /// <param name="arguments">One part: read, browse, subscribe, decode or pipeline; none for all.</param>
    public static async Task RunAsync(string[] arguments)
    {
        var part = arguments.FirstOrDefault();
        if (part is not (null or "read" or "browse" or "subscribe" or "decode" or "pipeline"))
            throw new BenchmarkException($"there is no part '{part}'; name read, browse, subscribe, decode or pipeline");
        var figures = new List<Figure>();
        if (part is null or "decode")
            figures.AddRange(DecodeCost.Measure());
        if (part is null or "read" or "browse" or "subscribe")
            figures.AddRange(await BesidePeerAsync(part));
        if (part is null or "pipeline")
            figures.AddRange(await OpcUaPipeline.RunAsync());
        Figure.Print(figures);
    }

    private static async Task<List<Figure>> BesidePeerAsync(string? part)
    {
        var (theirServer, theirPort) = await NodeOpcUa.StartServerAsync(Variables);
        await using (theirServer)
        {
            await using var ourServer = Cores.Start(Cores.Server, Environment.ProcessPath!, ServerPart.Verb, $"{Variables}");
            var ourPort = int.Parse(await ourServer.LineAsync(TimeSpan.FromSeconds(30)), CultureInfo.InvariantCulture);
            var ours = new Side(ourPort, ourServer);
            var theirs = new Side(theirPort, theirServer);
            var runs = new Runs();
            var figures = new List<Figure>();
            if (part is null or "read")
            {
                Console.WriteLine($"Read of 1, 100 and 1,000 doubles, {Rounds} alternating rounds of {Seconds} s, each after 1.5 s that do not count");
                await ReadAsync(runs, ours, theirs);
                figures.AddRange(ReadFigures(runs));
            }
            if (part is null or "browse")
            {
                Console.WriteLine($"Browse of one folder with {Variables:N0} variables again and again, {Rounds} alternating rounds of {Seconds} s, each after 1.5 s that do not count");
                await BrowseAsync(runs, ours, theirs);
                figures.AddRange(BrowseFigures(runs));
            }
            if (part is null or "subscribe")
            {
                Console.WriteLine($"{Variables:N0} items at 100 ms, every value changing every {ChangeMilliseconds} ms, {SubscribeSeconds} s after 3 s that do not count");
                await SubscribeAsync(runs, ours, theirs);
                figures.AddRange(NotificationFigures(runs));
            }
            figures.Add(new("opcua server RSS", ProcessUse.ResidentMegabytes(ourServer.Id), Peer + $", {Variables:N0} nodes each", ProcessUse.ResidentMegabytes(theirServer.Id), "MB", false));
            return figures;
        }
    }

    private static async Task ReadAsync(Runs runs, Side ours, Side theirs)
    {
        for (var round = 1; round <= Rounds; round++)
        {
            foreach (var nodes in ReadSizes)
            {
                await runs.AddAsync(round, $"read {nodes} ours ours", $"Read of {nodes}: our client, our server", ours.OurClientAsync("read", nodes, Seconds));
                await runs.AddAsync(round, $"read {nodes} ours theirs", $"Read of {nodes}: our client, node-opcua's server", theirs.OurClientAsync("read", nodes, Seconds));
                await runs.AddAsync(round, $"read {nodes} theirs ours", $"Read of {nodes}: node-opcua's client, our server", NodeOpcUa.ReadAsync(ours.Port, ours.Server.Id, nodes, Seconds));
                await runs.AddAsync(round, $"read {nodes} theirs theirs", $"Read of {nodes}: node-opcua's client and server", NodeOpcUa.ReadAsync(theirs.Port, theirs.Server.Id, nodes, Seconds));
            }
        }
    }

    private static async Task BrowseAsync(Runs runs, Side ours, Side theirs)
    {
        for (var round = 1; round <= Rounds; round++)
        {
            await runs.AddAsync(round, "browse ours ours", "Browse: our client, our server", ours.OurClientAsync("browse", 1, Seconds));
            await runs.AddAsync(round, "browse ours theirs", "Browse: our client, node-opcua's server", theirs.OurClientAsync("browse", 1, Seconds));
            await runs.AddAsync(round, "browse theirs ours", "Browse: node-opcua's client, our server", NodeOpcUa.BrowseAsync(ours.Port, ours.Server.Id, Seconds));
            await runs.AddAsync(round, "browse theirs theirs", "Browse: node-opcua's client and server", NodeOpcUa.BrowseAsync(theirs.Port, theirs.Server.Id, Seconds));
        }
    }

    private static async Task SubscribeAsync(Runs runs, Side ours, Side theirs)
    {
        await ours.Server.SayAsync($"change {Variables} {ChangeMilliseconds} {ChangeTurns}");
        await runs.AddAsync(1, "items ours ours", "items: our client, our server", ours.OurClientAsync("subscribe", Variables, SubscribeSeconds));
        await runs.AddAsync(1, "items theirs ours", "items: node-opcua's client, our server", NodeOpcUa.SubscribeAsync(ours.Port, ours.Server.Id, Variables, SubscribeSeconds));
        await theirs.Server.SayAsync("change");
        await runs.AddAsync(1, "items ours theirs", "items: our client, node-opcua's server", theirs.OurClientAsync("subscribe", Variables, SubscribeSeconds));
        await runs.AddAsync(1, "items theirs theirs", "items: node-opcua's client and server", NodeOpcUa.SubscribeAsync(theirs.Port, theirs.Server.Id, Variables, SubscribeSeconds));
    }

    private static List<Figure> ReadFigures(Runs runs)
    {
        var figures = new List<Figure>();
        foreach (var nodes in ReadSizes)
        {
            figures.Add(new($"opcua client and server, Read of {nodes}", runs.Rate($"read {nodes} ours ours"), Peer, runs.Rate($"read {nodes} theirs theirs"), "requests/s", true));
            figures.Add(new($"opcua client on its server, Read of {nodes}", runs.Rate($"read {nodes} ours theirs"), Peer, runs.Rate($"read {nodes} theirs theirs"), "requests/s", true));
            figures.Add(new($"opcua server under its client, Read of {nodes}", runs.Rate($"read {nodes} theirs ours"), Peer, runs.Rate($"read {nodes} theirs theirs"), "requests/s", true));
        }
        var value = (string key) => runs.Median(key, r => r.ServerCpu * 1e9 / r.Count / 1000);
        figures.Add(new("opcua server CPU, Read of 1000", value("read 1000 ours ours"), Peer, value("read 1000 ours theirs"), "ns CPU/value", false));
        figures.Add(Figure.Budget("opcua server CPU, Read of 1000", value("read 1000 ours ours"), BudgetReadNanoseconds, "ns CPU/value"));
        figures.Add(Figure.Budget("opcua client allocation, Read of 1000, all of the process", runs.Median("read 1000 ours ours", r => r.AllocatedBytes / r.Count / 1000), 0, "bytes/value"));
        return figures;
    }

    private static Figure[] BrowseFigures(Runs runs)
    {
        var cpu = (string key) => runs.Median(key, r => r.ServerCpu * 1e6 / r.Count);
        return
        [
            new("opcua browse", runs.Rate("browse ours ours"), Peer, runs.Rate("browse theirs theirs"), "references/s", true),
            new("opcua browse, client on its server", runs.Rate("browse ours theirs"), Peer, runs.Rate("browse theirs theirs"), "references/s", true),
            new("opcua browse, server under its client", runs.Rate("browse theirs ours"), Peer, runs.Rate("browse theirs theirs"), "references/s", true),
            new("opcua server CPU, browse", cpu("browse ours ours"), Peer, cpu("browse ours theirs"), "us CPU/reference", false),
        ];
    }

    private static Figure[] NotificationFigures(Runs runs)
    {
        var notification = (string key) => runs.Median(key, r => r.ServerCpu * 1e6 / r.Count);
        return
        [
            new("opcua notifications", runs.Rate("items ours ours"), Peer, runs.Rate("items theirs theirs"), "notifications/s", true),
            new("opcua server CPU, notifications", notification("items ours ours"), Peer, notification("items ours theirs"), "us CPU/notification", false),
            Figure.Budget("opcua server CPU, notifications", notification("items ours ours"), BudgetNotificationMicroseconds, "us CPU/notification"),
        ];
    }

    private sealed record Side(int Port, Child Server)
    {
        public Task<OpcUaRun> OurClientAsync(string what, int count, double seconds) => ClientPart.StartAsync(Port, Server.Id, what, count, seconds);
    }

    private sealed class Runs
    {
        private readonly Dictionary<string, List<OpcUaRun>> _all = [];

        public async Task AddAsync(int round, string key, string what, Task<OpcUaRun> running)
        {
            var run = await running;
            if (!_all.TryGetValue(key, out var list))
                _all.Add(key, list = []);
            list.Add(run);
            Console.WriteLine($"{round}  {what,-52}{run}");
        }

        public double Median(string key, Func<OpcUaRun, double> of) => _all[key].Median(of);

        public double Rate(string key) => Median(key, r => r.PerSecond);
    }
}
