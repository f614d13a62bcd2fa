using System.Net;
using Microsoft.Extensions.Logging.Console;
using Millwright.Flow.Files;
using Millwright.Host.Cli;
using Millwright.Host.Configuration.Loading;
using Millwright.Host.Configuration.Plants;
using Millwright.Host.Configuration.Reload;
using Millwright.Host.Configuration.Schema;
using Millwright.Host.Http;
using Millwright.Host.Http.SignIn;
using Millwright.Host.Live;
using Millwright.Host.Publishing;
using Millwright.Security;
using Millwright.Security.Accounts;

namespace Millwright.Host.Plant;

/// <summary>One run of a plant: simulation, runtime, HTTP face, hot reload, from the first line printed to the orderly end.</summary>
internal sealed class PlantNode(
    PlantLoader loader, PlantLoadResult read, PlantConfiguration configuration, IPEndPoint listen, CliConsole console, TimeProvider clock)
{
    public async Task RunAsync(bool simulate, CancellationToken cancellation)
    {
        var data = PlantData.Of(".");
        using var loggers = CreateLoggers();
        CreateFolder(data);
        await using var simulation = simulate
            ? await Simulation.StartAsync(configuration.Section<SimulateOptions>(), configuration.TimeZone, console.Error, clock, cancellation)
            : null;
        await using var runtime = await PlantRuntime.StartAsync(configuration, data, clock, loggers, cancellation);
        using var desk = OpenDesk(runtime);
        await using var publisher = new PlantPublisher(new(
            runtime.Tags, runtime.Flow.Bus, runtime.History, new(runtime.Gate), new(runtime.Commands, runtime.Flow.Events, runtime.Flow.Conditions), new(desk, DeskUsers.OpcUa), new(desk, DeskUsers.Mqtt), runtime.Certificates, new PosixFileStore(), data.Folder,
            new(new(runtime.Log, runtime.Flow, runtime.Tags, new(runtime.Gate), new PosixFileStore(), data.Folder, clock, loggers.CreateLogger("Millwright.Publish"))), clock,
            loggers.CreateLogger("Millwright.Publish")));
        await using var watch = new PlantWatch(loader, ".", read, ApplyAsync, clock);
        runtime.Meter.Watch(() => publisher.Troubles.Select(t => new Http.View.Alert(t.Since, t.What, t.Remedy)));
        var view = new PlantView(runtime, publisher, watch, ".", new PlantSchema(loader.Drivers, loader.Sections).Write().ToJsonString(), clock);
        using var live = new LiveFace(view, desk, new(), clock, loggers.CreateLogger("Millwright.Live"));
        await using var face = await HttpFace.StartAsync(
            new() { Address = listen.Address, Port = listen.Port, PagesFolder = PagesFolder, AllowPlainHttp = configuration.Section<HttpOptions>().AllowPlainHttp },
            new(view, runtime.Gate, runtime.Commands, runtime.Audit, runtime.Certificates, desk, live, clock, loggers) { Ingest = runtime.Ingest, Import = runtime.Import }, cancellation);
        await publisher.ApplyAsync(runtime.Configuration, cancellation);
        runtime.TagsMade = publisher.ApplyAsync;
        watch.Start();
        var who = new Identity($"cli:{Environment.UserName}", Role.Admin, "cli");
        WriteInstance(new(face.Url, desk.Tokens.Issue(who), Environment.ProcessId), data);
        try
        {
            Announce(face.Url, desk, data);
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            console.Error.WriteLine("stopping");
        }
        finally
        {
            RemoveInstance(data);
        }

        async Task ApplyAsync(ConfigurationChange change, PlantConfiguration next, CancellationToken token)
        {
            await runtime.ApplyAsync(change, next, token);
            await publisher.ApplyAsync(runtime.Configuration, token);
        }
    }

    private static string? PagesFolder =>
        Path.Combine(AppContext.BaseDirectory, "wwwroot") is var folder && Directory.Exists(folder) ? folder : null;

    /// <summary>Lines for a person at a terminal, JSON for a collector; always on standard error, so that standard output is what was asked for.</summary>
    private ILoggerFactory CreateLoggers() => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);
        logging.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        if (console.IsTerminal)
            logging.AddSimpleConsole(line => (line.SingleLine, line.TimestampFormat) = (true, "HH:mm:ss "));
        else
            logging.AddJsonConsole(json => (json.UseUtcTimestamp, json.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ"));
    });

    private static void CreateFolder(PlantData data)
    {
        try
        {
            Directory.CreateDirectory(data.Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlantStartException(data.Folder, e.Message, "let it be a folder that this user can read and write", e);
        }
    }

    private void RemoveInstance(PlantData data)
    {
        try
        {
            InstanceFile.Remove(data.Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            console.WriteWarning($"{data.Folder}: {e.Message}; remove instance.json by hand, it is no longer true");
        }
    }

    private static void WriteInstance(InstanceFile instance, PlantData data)
    {
        try
        {
            instance.Write(data.Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlantStartException(data.Folder, e.Message, "let it be a folder that this user can read and write", e);
        }
    }

    private SignInDesk OpenDesk(PlantRuntime runtime)
    {
        var place = runtime.Data.Accounts;
        try
        {
            var accounts = new AccountBook(new AccountFile(new PosixFileStore(), runtime.Data.Accounts), clock);
            place = runtime.Data.Tokens;
            return new(accounts, new PasswordHasher(), runtime.Audit, clock, new(), new TokenFile(new PosixFileStore(), runtime.Data.Tokens));
        }
        catch (IOException e)
        {
            var remedy = e.InnerException is UnauthorizedAccessException
                ? "let this user read and write the file"
                : "put the file back from a backup, or remove it to begin with a new first account";
            throw new PlantStartException(place, e.Message, remedy, e);
        }
    }

    private void Announce(string url, SignInDesk desk, PlantData data)
    {
        console.Out.WriteLine($"millwright {ProgramVersion.Text}  {configuration.Plant} ({configuration.Tier.ToString().ToLowerInvariant()}), {configuration.Connections.Count} connections, {configuration.Tags.Count} tags");
        console.Out.WriteLine($"pages    {url}");
        if (desk.Accounts.All.All(a => a.PasswordHash is null))
            console.Out.WriteLine($"sign in  {url}/sign-in?token={desk.Links.Issue(desk.FirstGrant())}  (works once, within an hour)");
        else
            console.Out.WriteLine("sign in  with name and password, or a link from: millwright user link");
        console.Out.WriteLine($"data     {data.Folder}");
        console.Out.Flush();
    }
}
