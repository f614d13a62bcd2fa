using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Drivers;
using Millwright.Flow.Supervision;
using Millwright.Host.Configuration.Reload;
using Millwright.Host.Http;
using Millwright.Host.Http.SignIn;
using Millwright.Host.Live;
using Millwright.Host.Plant;
using Millwright.Model;
using Millwright.Product.Tests.Configuration;
using Millwright.Product.Tests.Security;
using Millwright.Security;
using Millwright.Security.Accounts;

namespace Millwright.Product.Tests.Ingest;

/// <summary>A whole running plant that clients write to, on a real socket and real files.</summary>
internal sealed class IngestBench : IAsyncDisposable
{
    private readonly TempPlant _folder;
    private readonly RuntimeView _view;
    private PlantRuntime _runtime = null!;
    private SignInDesk _desk = null!;
    private LiveFace _live = null!;
    private HttpFace _face = null!;

    private IngestBench(string driver, string connection)
    {
        _folder = new($"plant: acme/berlin\nconnections:\n  telegraf: {{ driver: {driver}, {connection} }}\n") { Drivers = DriverList.All };
        _view = new(new(), () => _runtime);
    }

    /// <summary>The time of the first line that a test writes: now, in whole seconds.</summary>
    public long Now { get; } = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    public PlantRuntime Runtime => _runtime;

    public HttpClient Client { get; private set; } = null!;

    public static async Task<IngestBench> StartAsync(string connection = "bucket: plant, writers: [agent]", string driver = "line-protocol")
    {
        var bench = new IngestBench(driver, connection);
        await bench.StartAsync();
        return bench;
    }

    /// <summary>Puts another version of the connection in place.</summary>
    public async Task ReloadAsync(string yaml)
    {
        var before = _folder.Good();
        _folder.Write("plant.yaml", yaml);
        var after = _folder.Good();
        await _runtime.ApplyAsync(ConfigurationChange.Between(before, after), after, CancellationToken.None);
        await UntilSettledAsync();
    }

    /// <summary>Ends the plant and starts it again on its files.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public string Token(string name, Role role)
    {
        Assert.Equal(AccountChange.Done, _desk.Lasting.Add(name, role, "test", null, out var token));
        return token!;
    }

    /// <summary>Writes as version 2 does, in seconds.</summary>
    public async Task<(HttpStatusCode Status, string Message)> WriteAsync(string lines, string query = "bucket=plant&org=acme&precision=s")
    {
        using var answer = await Client.PostAsync(new Uri($"/api/v2/write?{query}", UriKind.Relative), new StringContent(lines, Encoding.UTF8));
        return (answer.StatusCode, await MessageAsync(answer));
    }

    public static async Task<string> MessageAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        if (text.Length == 0)
            return "";
        var json = JsonDocument.Parse(text).RootElement;
        return (json.TryGetProperty("message", out var message) ? message : json.GetProperty("error")).GetString()!;
    }

    /// <summary>The newest sample of a tag; the path is below the plant.</summary>
    public Sample Current(string path)
    {
        Assert.True(_runtime.Flow.Current.TryGet(Handle(path), out var sample), $"{path} has no value");
        return sample;
    }

    public TagHandle Handle(string path)
    {
        Assert.True(_runtime.Tags.TryFind(TagPath.Parse($"acme/berlin/{path}"), out var handle), $"{path} is no tag");
        return handle;
    }

    public TagDefinition Definition(string path) => _runtime.Tags[Handle(path)];

    /// <summary>What history has of a tag once it has as much as expected, such as <c>0 21.5, 1 22</c>: seconds after <see cref="Now"/>, and value.</summary>
    public async Task<string> HistoryAsync(string path, int expected)
    {
        var tag = Definition(path).Id;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (true)
        {
            var samples = new List<string>();
            await foreach (var sample in _runtime.History.ReadRawAsync(tag, Timestamp.MinValue, Timestamp.MaxValue, int.MaxValue, patience.Token))
            {
                if (!sample.Value.IsNone)
                    samples.Add(string.Create(CultureInfo.InvariantCulture, $"{(long)(sample.SourceTime.ToUnixMilliseconds() / 1_000) - Now} {sample.Value.ToDouble()}"));
            }
            if (samples.Count >= expected)
                return string.Join(", ", samples);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (!isSo())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    private async Task StartAsync()
    {
        _runtime = await PlantRuntime.StartAsync(_folder.Good(), PlantData.Of(_folder.Folder), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        _desk = new(new(new MemoryAccounts(), TimeProvider.System), new(1), _runtime.Audit, TimeProvider.System, new());
        _live = new(_view, _desk, new(), TimeProvider.System, NullLogger.Instance);
        _face = await HttpFace.StartAsync(
            new() { Port = 0 },
            new(_view, _runtime.Gate, _runtime.Commands, _runtime.Audit, _runtime.Certificates, _desk, _live, TimeProvider.System, NullLoggerFactory.Instance) { Ingest = _runtime.Ingest },
            CancellationToken.None);
        await UntilSettledAsync();
        Client = new() { BaseAddress = new(_face.Url) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Token", Token("writer", Role.Operator));
    }

    private Task UntilSettledAsync() =>
        UntilAsync(() => _runtime.Flow.Connections.Connections.All(c => c.State is ConnectionState.Running or ConnectionState.Disabled));

    private async Task StopAsync()
    {
        Client.Dispose();
        await _face.DisposeAsync();
        _live.Dispose();
        _desk.Dispose();
        await _runtime.DisposeAsync();
    }
}
