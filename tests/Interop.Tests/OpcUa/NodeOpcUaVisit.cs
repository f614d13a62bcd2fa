using System.Text.Json;

namespace Millwright.Interop.Tests.OpcUa;

/// <summary>Our server and what node-opcua's client found there in one visit; the first test that asks pays for it.</summary>
public sealed class NodeOpcUaVisit : IAsyncDisposable
{
    private const string Commands = "endpoints,space,types,write,subscribe,events,history,method,structure";

    private readonly SemaphoreSlim _visiting = new(1);
    private readonly DirectoryInfo _pki = Directory.CreateTempSubdirectory("node-opcua");
    private readonly ServerPlant _plant = new();
    private Dictionary<string, JsonElement>? _found;

    internal static string[] TypeNames { get; } =
    [
        "Boolean", "SByte", "Byte", "Int16", "UInt16", "Int32", "UInt32", "Float", "Double", "String", "DateTime", "Guid", "ByteString", "NodeId", "StatusCode", "QualifiedName",
        "LocalizedText", "BooleanArray", "Int16Array", "UInt32Array", "DoubleArray", "StringArray", "EmptyArray", "Matrix",
    ];

    internal ServerPlant Plant => _plant;

    internal string Pki => _pki.FullName;

    /// <summary>What a command found.</summary>
    internal async Task<JsonElement> FoundAsync(string command)
    {
        await _visiting.WaitAsync();
        try
        {
            _found ??= await AskAsync(_plant.Url, Commands, [.. TypeNames.Select(n => $"ns=1;s={n}")]);
        }
        finally
        {
            _visiting.Release();
        }
        return _found[command];
    }

    /// <summary>Runs commands in a program of its own.</summary>
    internal async Task<Dictionary<string, JsonElement>> AskAsync(string url, string commands, params string[] arguments)
    {
        await using var client = OpcUaPeers.NodeOpcUa("node_opcua_client.mjs", [url, Pki, commands, .. arguments]);
        await client.ExitAsync(TimeSpan.FromSeconds(300));
        var found = new Dictionary<string, JsonElement>();
        foreach (var line in client.Output.Split('\n').Where(static l => l.StartsWith("{\"command\"", StringComparison.Ordinal)))
        {
            var told = JsonDocument.Parse(line).RootElement;
            found[told.GetProperty("command").GetString()!] = told.TryGetProperty("result", out var result) ? result.Clone() : told.Clone();
        }
        Assert.True(found.Count == commands.Split(',').Length, client.Output);
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        await _plant.DisposeAsync();
        _pki.Delete(recursive: true);
        _visiting.Dispose();
    }
}
