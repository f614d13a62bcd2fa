using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Millwright.Benchmarks.OpcUa;

/// <summary>Our client in a process of its own, so that it has a core of its own. Says its run as JSON.</summary>
internal static class ClientPart
{
    public const string Verb = "opcua-client";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly JsonSerializerOptions WithNaN = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <param name="arguments">The server's port and process, what to do, how much of it, and how many seconds.</param>
    public static async Task RunAsync(string[] arguments)
    {
        var (port, server, count) = (Number(arguments[0]), Number(arguments[1]), Number(arguments[3]));
        var seconds = double.Parse(arguments[4], CultureInfo.InvariantCulture);
        var run = arguments[2] switch
        {
            "read" => await OurClient.ReadAsync(port, server, count, seconds),
            "subscribe" => await OurClient.SubscribeAsync(port, server, count, seconds),
            _ => await OurClient.BrowseAsync(port, server, seconds),
        };
        Console.WriteLine(JsonSerializer.Serialize(run, WithNaN));
    }

    /// <summary>Runs it on the client's core.</summary>
    public static async Task<OpcUaRun> StartAsync(int port, int server, string what, int count, double seconds)
    {
        await using var client = Cores.Start(Cores.Client, Environment.ProcessPath!, Verb, $"{port}", $"{server}", what, $"{count}", $"{seconds}");
        return JsonSerializer.Deserialize<OpcUaRun>(await client.LineAsync(Patience), WithNaN);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
