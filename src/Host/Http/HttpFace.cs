using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Millwright.Control;
using Millwright.Control.Audit;
using Millwright.Host.Certificates;
using Millwright.Host.Http.Ingest;
using Millwright.Host.Http.Metrics;
using Millwright.Host.Http.Prometheus;
using Millwright.Host.Http.Resources;
using Millwright.Host.Http.Serving;
using Millwright.Host.Http.SignIn;
using Millwright.Host.Http.Values;
using Millwright.Host.Http.View;

namespace Millwright.Host.Http;

/// <summary>The parts that the HTTP face serves; the composition root owns them.</summary>
internal sealed record HttpFaceParts(
    IPlantView Plant, IWriteGate Gate, ICommandGate Commands, IAuditTrail Audit, PlantCertificates Certificates, SignInDesk Desk, ILiveFace Live, TimeProvider Clock, ILoggerFactory Logging)
{
    /// <summary>Takes what clients of InfluxDB and Prometheus write; null where nothing can be written.</summary>
    public IIngest? Ingest { get; init; }

    /// <summary>Takes files of samples into the history; null where nothing can be taken.</summary>
    public IHistoryImport? Import { get; init; }
}

/// <summary>The web server with the API and the pages.</summary>
internal sealed class HttpFace : IAsyncDisposable
{
    private readonly HttpFaceOptions _options;
    private readonly WebApplication _app;

    private HttpFace(HttpFaceOptions options, WebApplication app) => (_options, _app) = (options, app);

    /// <summary>Where it is reached, such as <c>http://127.0.0.1:8080</c>.</summary>
    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Begins to serve.</summary>
    /// <exception cref="ListenException">The options are wrong or the address is taken.</exception>
    public static async Task<HttpFace> StartAsync(HttpFaceOptions options, HttpFaceParts parts, CancellationToken cancellation)
    {
        if (options.Problem is { } problem)
            throw new ListenException($"cannot listen: {problem}", "see 'listen' in plant.yaml");
        var face = new HttpFace(options, Build(options, parts));
        try
        {
            await face._app.StartAsync(cancellation);
            return face;
        }
        catch (Exception e)
        {
            await face.DisposeAsync();
            if (e is IOException)
                throw face.CannotListen(e);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2), TimeProvider.System);
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    private static WebApplication Build(HttpFaceOptions options, HttpFaceParts parts)
    {
        // Empty: no settings of the environment reach in, the plant's configuration is the only one.
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "millwright" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, options));
        if (options.Certificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        AddServices(builder.Services, options, parts);
        var app = builder.Build();
        // Made now, not at the first question: what is counted before must not be missing.
        _ = app.Services.GetRequiredService<MetricsPage>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<FailureGuard>();
        app.UseMiddleware<HostGuard>();
        app.UseResponseCompression();
        app.UsePages(options.PagesFolder);
        app.UseRouting();
        app.UseMiddleware<SignInGuard>();
        app.UseWebSockets(new() { KeepAliveInterval = TimeSpan.FromSeconds(20), KeepAliveTimeout = TimeSpan.FromSeconds(20) });
        Routes.MapAll(app, options.IsLoopback);
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, HttpFaceOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestLineSize = 16 * 1024;
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = options.MaxConnections;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Listen(options.Address, options.Port, endpoint =>
        {
            if (options.Certificate is { } certificate)
                endpoint.UseHttps(certificate);
        });
    }

    private static void AddServices(IServiceCollection services, HttpFaceOptions options, HttpFaceParts parts)
    {
        var index = new TagIndex(parts.Plant);
        services.AddSingleton(parts.Logging).AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(parts.Plant).AddSingleton(parts.Gate).AddSingleton(parts.Commands).AddSingleton<IAuditTrail>(parts.Audit).AddSingleton(parts.Certificates).AddSingleton(parts.Desk)
            .AddSingleton(parts.Live).AddSingleton(parts.Clock).AddSingleton(index)
            .AddSingleton(new StateSince(parts.Plant)).AddSingleton(new TagTallier(parts.Plant, index, parts.Clock))
            .AddSingleton(new HttpFaceFiles(options.PagesFolder)).AddSingleton(new KnownHosts(options.IsLoopback, options.Hosts))
            .AddSingleton<MetricsPage>().AddSingleton(_ => new LineProtocolResource(parts.Ingest, parts.Desk))
            .AddSingleton(_ => new RemoteWriteResource(parts.Ingest, parts.Desk)).AddSingleton(_ => new PrometheusResource(parts.Plant, parts.Desk, parts.Clock))
            .AddSingleton(parts.Import ?? NoHistoryImport.One);
        services.AddRouting();
        services.AddResponseCompression(c => c.EnableForHttps = true);
        services.AddOpenApi("v1", OpenApiDocument.Configure);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            // A resolver brings no converters along.
            json.SerializerOptions.Converters.Add(new TagValueJson());
            json.SerializerOptions.Converters.Add(new TimestampJson());
        });
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
    }

    private ListenException CannotListen(Exception e)
    {
        var where = new IPEndPoint(_options.Address, _options.Port);
        return e.InnerException is AddressInUseException
            ? new($"{where} is in use by another program", "stop it (ss -ltnp shows which it is), or choose another port with --listen", e)
            : new($"cannot listen on {where}: {e.Message}", "choose an address of this machine and a port above 1023", e);
    }
}
