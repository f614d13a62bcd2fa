using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Control;
using Millwright.Control.Audit;
using Millwright.Fakes;
using Millwright.Host.Certificates;
using Millwright.Host.Http;
using Millwright.Host.Http.SignIn;
using Millwright.Host.Live;
using Millwright.Model;
using Millwright.Product.Tests.Control;
using Millwright.Product.Tests.Security;
using Millwright.Security;
using Millwright.Security.Accounts;

namespace Millwright.Product.Tests.Http;

/// <summary>The HTTP face on a real socket before a fake plant. Accounts ann (admin), eva (engineer), oli (operator) and vic (viewer).</summary>
internal sealed class FaceBench : IAsyncDisposable
{
    public const string Password = "press three runs hot";

    private readonly LiveFace _live;
    private readonly DirectoryInfo _data;
    private HttpFace? _face;

    private FaceBench(int extraTags, LiveOptions? live)
    {
        Plant = new(extraTags);
        _data = Directory.CreateTempSubdirectory("millwright-face-");
        Certificates = new(_data.FullName, Plant.Plant, Clock);
        Trail = AuditTrail.Open(new MemoryFiles(), "/audit", new(), Clock, NullLogger.Instance);
        var hasher = new PasswordHasher(1);
        Accounts = new(new MemoryAccounts(), Clock);
        Desk = new(Accounts, hasher, Trail, Clock, new());
        foreach (var (name, role) in new[] { ("ann", Role.Admin), ("eva", Role.Engineer), ("oli", Role.Operator), ("vic", Role.Viewer) })
            Accounts.Add(name, role, hasher.Hash(Password));
        _live = new(Plant, Desk, live ?? new() { ShortestInterval = TimeSpan.FromMilliseconds(5), DefaultInterval = TimeSpan.FromMilliseconds(5) }, TimeProvider.System, NullLogger.Instance);
    }

    public ManualClock Clock { get; } = new();

    public FakePlant Plant { get; }

    public FakeGate Gate { get; } = new();

    public FakeCommands Commands { get; } = new();

    public AuditTrail Trail { get; }

    /// <summary>In a folder of their own that ends with the bench.</summary>
    public PlantCertificates Certificates { get; }

    public AccountBook Accounts { get; }

    public SignInDesk Desk { get; }

    public string Url => _face!.Url.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);

    public static async Task<FaceBench> StartAsync(int extraTags = 0, LiveOptions? live = null, string? pages = null, IPAddress? address = null)
    {
        var bench = new FaceBench(extraTags, live);
        var parts = new HttpFaceParts(bench.Plant, bench.Gate, bench.Commands, bench.Trail, bench.Certificates, bench.Desk, bench._live, bench.Clock, NullLoggerFactory.Instance);
        bench._face = await HttpFace.StartAsync(new() { Port = 0, PagesFolder = pages, Address = address ?? IPAddress.Loopback, AllowPlainHttp = address is not null }, parts, CancellationToken.None);
        return bench;
    }

    /// <summary>A browser without a session.</summary>
    public HttpClient Stranger() => new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new() }) { BaseAddress = new(Url) };

    /// <summary>A page of somebody who signed in with a password.</summary>
    public async Task<HttpClient> SignInAsync(string name)
    {
        var client = Stranger();
        client.DefaultRequestHeaders.Add("X-Millwright", "1");
        using var answer = await client.PostAsJsonAsync("/api/v1/session", new { name, password = Password });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return client;
    }

    public HttpClient Bearer(Role role, string via = "cli")
    {
        var client = Stranger();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Desk.Tokens.Issue(new($"token of {role}", role, via)));
        return client;
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        using (answer)
            return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        _live.Dispose();
        if (_face is not null)
            await _face.DisposeAsync();
        Desk.Dispose();
        Trail.Dispose();
        _data.Delete(recursive: true);
    }
}

/// <summary>A gate that answers what a test tells it.</summary>
internal sealed class FakeGate : IWriteGate
{
    public WriteOutcome Outcome { get; set; } = new(WriteResult.Done, null, null, TagValue.Of((short)215), TagValue.Of(21.5), 7, TimeSpan.FromMilliseconds(3));

    public List<(WriteRequest Request, Identity Who)> Asked { get; } = [];

    /// <summary>What it breaks with, null for nothing.</summary>
    public Exception? Failure { get; set; }

    public ValueTask<WriteOutcome> WriteAsync(WriteRequest request, Identity who, CancellationToken cancellation)
    {
        if (Failure is { } failure)
            throw failure;
        Asked.Add((request, who));
        return ValueTask.FromResult(Outcome);
    }

    public WriteEnvelope? EnvelopeOf(TagHandle tag) => tag.Index == 0 ? new(new(0, 100), Role.Operator, TimeSpan.FromSeconds(5), null, TimeSpan.FromSeconds(10)) : null;
}
