using System.Globalization;
using Millwright.Benchmarks.Figures;
using Millwright.Benchmarks.Processes;

namespace Millwright.Benchmarks.Modbus;

/// <summary>Function 3 with 125 registers: both clients against libmodbus's server, libmodbus's client against both servers, and 8 in flight.</summary>
internal static class ModbusBenchmark
{
    private const int Rounds = 8;
    private const double Seconds = 1;
    private const int InFlight = 8;

    public static async Task RunAsync()
    {
        using var folder = new TempFolder();
        var peers = await Peers.CompileAsync(folder.Path);
        var (theirServer, theirPort) = await peers.StartServerAsync();
        await using var ourServer = Child.StartPart(ServerPart.Verb);
        await using (theirServer)
        {
            var ourPort = int.Parse(await ourServer.LineAsync(TimeSpan.FromSeconds(10)), CultureInfo.InvariantCulture);
            Console.WriteLine($"function 3 x 125 registers over loopback, {Rounds} alternating rounds of {Seconds} s; each run begins with 2,000 requests that do not count, and a round before the first does not count");
            var runs = new Runs();
            for (var round = 0; round <= Rounds; round++)
            {
                // A first round lets the runtime compile its hot paths, on both sides of the line.
                var seconds = round == 0 ? 2 * Seconds : Seconds;
                await runs.AddAsync(round, "client", "libmodbus server, our client", OurClient.RunAsync(theirPort, theirServer.Id, 1, seconds));
                await runs.AddAsync(round, "peer client", "libmodbus server, its client", PeerClient.RunAsync(peers, theirPort, theirServer.Id, seconds));
                await runs.AddAsync(round, "server", "our server, libmodbus client", PeerClient.RunAsync(peers, ourPort, ourServer.Id, seconds));
                await runs.AddAsync(round, "both", "our server, our client", OurClient.RunAsync(ourPort, ourServer.Id, 1, seconds));
                await runs.AddAsync(round, "8 peer", $"libmodbus server, our client, {InFlight} in flight", OurClient.RunAsync(theirPort, theirServer.Id, InFlight, seconds / 2));
                await runs.AddAsync(round, "8", $"our server, our client, {InFlight} in flight", OurClient.RunAsync(ourPort, ourServer.Id, InFlight, seconds / 2));
            }
            Figure.Print(runs.Figures());
        }
    }

    private sealed class Runs
    {
        private readonly Dictionary<string, List<ReadRun>> _all = [];

        public async Task AddAsync(int round, string key, string what, Task<ReadRun> running)
        {
            var run = await running;
            if (round == 0)
                return;
            if (!_all.TryGetValue(key, out var list))
                _all.Add(key, list = []);
            list.Add(run);
            Console.WriteLine($"{round}  {what,-46}{run}");
        }

        public List<Figure> Figures()
        {
            var rate = (ReadRun r) => r.RequestsPerSecond;
            var (ours, theirs) = (_all["client"], _all["peer client"]);
            const string Us = "us CPU/request";
            return
            [
                new("modbus client", ours.Median(rate), "libmodbus", theirs.Median(rate), "requests/s", true),
                new("modbus client CPU", ours.Median(r => r.ClientMicroseconds), "libmodbus", theirs.Median(r => r.ClientMicroseconds), Us, false),
                new("modbus server", _all["server"].Median(rate), "libmodbus", theirs.Median(rate), "requests/s", true),
                new("modbus server CPU", _all["server"].Median(r => r.ServerMicroseconds), "libmodbus", theirs.Median(r => r.ServerMicroseconds), Us, false),
                new("modbus client and server", _all["both"].Median(rate), "libmodbus", theirs.Median(rate), "requests/s", true),
                new("modbus 8 in flight, libmodbus server", _all["8 peer"].Median(rate), "libmodbus, 1 in flight", theirs.Median(rate), "requests/s", true),
                new("modbus 8 in flight, our server", _all["8"].Median(rate), "libmodbus, 1 in flight", theirs.Median(rate), "requests/s", true),
                // What the rounds themselves allocate (tasks and buffers) is a few bytes over ten thousands of requests.
                Figure.Budget("modbus client allocation", Math.Round(ours.Median(r => r.AllocatedBytes), 0), 0, "bytes/request"),
                Figure.Budget("modbus client allocation, 8 in flight", Math.Round(_all["8"].Median(r => r.AllocatedBytes), 0), 0, "bytes/request"),
            ];
        }
    }
}
