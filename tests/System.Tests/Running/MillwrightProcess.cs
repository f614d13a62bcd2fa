using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Millwright.Processes;

namespace Millwright.SystemTests.Running;

/// <summary>The real program on a plant's folder, with a client that may do everything.</summary>
internal sealed partial class MillwrightProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly ChildProcess _process;

    private MillwrightProcess(ChildProcess process, Uri address, string token)
    {
        _process = process;
        Address = address;
        Client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Uri Address { get; }

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    public HttpClient Client { get; }

    /// <summary>What it has printed.</summary>
    public string Output => _process.Output;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>The one-time link of the first start.</summary>
    public Uri SignInLink => new(Link().Match(Output).Value);

    /// <summary>Starts the program and waits for its address.</summary>
    public static async Task<MillwrightProcess> StartAsync(TemporaryPlant plant)
    {
        var process = ChildProcess.Start(Repository.Program, ["run", plant.Folder, "--listen", "127.0.0.1:0"]);
        try
        {
            await process.LineAsync("data     ", StartLimit);
            var instance = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(plant.Data, "instance.json")))!;
            return new(process, new Uri(instance["address"]!.ToString()), instance["token"]!.ToString());
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a verb to its end.</summary>
    public static Task<(int ExitCode, string Output)> VerbAsync(params string[] arguments) => ChildProcess.RunAsync(Repository.Program, arguments);

    public async Task<JsonNode> GetAsync(string path)
    {
        using var answer = await Client.GetAsync(new Uri("/api/v1/" + path, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(string path, JsonObject body)
    {
        using var answer = await Client.PostAsJsonAsync(new Uri("/api/v1/" + path, UriKind.Relative), body);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    public async Task<(HttpStatusCode Status, string Body)> ReadyAsync()
    {
        using var answer = await Client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task WaitReadyAsync() =>
        await Eventually.TrueAsync(async () => (await ReadyAsync()).Status == HttpStatusCode.OK, StartLimit, () => $"ready\n{Output}");

    /// <summary>All stored samples of a tag, oldest first.</summary>
    public async Task<List<Sample>> HistoryAsync(string tag)
    {
        var samples = new List<Sample>();
        string? after = null;
        do
        {
            var page = await GetAsync($"history/raw?tag={Uri.EscapeDataString(tag)}&from=now-1d&to=now&limit=10000&after={after}");
            samples.AddRange(page["samples"]!.AsArray().Select(Sample.Of!));
            after = page["next"]?.ToString();
        }
        while (after is not null);
        return samples;
    }

    public async Task<Value> ValueAsync(string tag)
    {
        var item = (await GetAsync($"values?tag={Uri.EscapeDataString(tag)}"))["items"]![0]!;
        return new(Sample.Number(item["value"]), item["quality"]!["is"]!.ToString(), item["time"]?.ToString() ?? "");
    }

    /// <summary>One figure of a connection's row in the ledger.</summary>
    public async Task<long> LedgerAsync(string connection, string column)
    {
        var row = (await GetAsync("ledger"))["connections"]!.AsArray().FirstOrDefault(c => c!["connection"]!.ToString() == connection);
        return row is null ? 0 : row[column]!.GetValue<long>();
    }

    public async Task<string> StateAsync(string connection) => (await GetAsync($"connections/{connection}"))["state"]!.ToString();

    /// <summary>kill -9.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Ends it as Ctrl+C does.</summary>
    public Task StopAsync() => _process.InterruptAsync(TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }

    [GeneratedRegex("http://[^ ]+/sign-in[?]token=[^ ]+")]
    private static partial Regex Link();

    /// <summary>A value as it is now.</summary>
    internal sealed record Value(double Number, string Is, string Time);

    /// <summary>A stored sample; NaN where it has no number.</summary>
    internal sealed record Sample(string Time, double Value, string Is)
    {
        public static Sample Of(JsonNode node) => new(node["time"]!.ToString(), Number(node["value"]), node["quality"]!["is"]!.ToString());

        public static double Number(JsonNode? node) => node?.GetValueKind() switch
        {
            JsonValueKind.Number => node.GetValue<double>(),
            JsonValueKind.String when double.TryParse(node.ToString(), CultureInfo.InvariantCulture, out var number) => number,
            _ => double.NaN,
        };
    }
}
