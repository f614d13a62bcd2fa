using System.ComponentModel;
using Millwright.Flow.Log;
using Millwright.Historian;
using Millwright.Historian.Events;
using Millwright.Historian.Sql;
using Millwright.Host.Archives;
using Millwright.Publish;

namespace Millwright.Host.Configuration.Plants;

/// <summary>All sections of plant.yaml besides its connections, templates and assets: the one list to add a new one to.</summary>
internal static class PlantSections
{
    public static IReadOnlyList<SectionType> All { get; } =
    [
        new("http", typeof(HttpOptions), "Pages and API.", HttpOptions.Check),
        new("log", typeof(LogOptions), "The durable log.", options => ((LogOptions)options).Validate()),
        new("historian", typeof(HistorianOptions), "What history keeps."),
        new("events", typeof(EventStoreOptions), "What is kept of events."),
        new("sql", typeof(SqlOptions), "SQL over history.", options => ((SqlOptions)options).Validate()),
        new("prometheus", typeof(PrometheusOptions), "How queries of PromQL are answered.", PrometheusOptions.Check),
        new("publish", typeof(PublishOptions), "What others see of the plant.", options => ((PublishOptions)options).Validate()),
        new("s3", typeof(S3Options), "Object storage for exports and imports.", S3Options.Check),
        new("simulate", typeof(SimulateOptions), "Simulated machines, started with the plant."),
    ];
}

/// <summary>Where pages and API are served.</summary>
internal sealed class HttpOptions
{
    [Description("The address and port to listen on; the default is this machine alone.")]
    public string Listen { get; set; } = "127.0.0.1:8080";

    [Description("True where a proxy on the way encrypts: serves http without encryption beyond this machine.")]
    public bool AllowPlainHttp { get; set; }

    public static IEnumerable<Millwright.Model.OptionProblem> Check(object options)
    {
        var listen = ((HttpOptions)options).Listen;
        if (!System.Net.IPEndPoint.TryParse(listen, out var address) || address.Port == 0)
            yield return new("listen", $"'{listen}' is no address and port", "write for example 127.0.0.1:8080, or 0.0.0.0:8080 for all networks");
    }
}

/// <summary>The simulators of a demo plant.</summary>
internal sealed class SimulateOptions
{
    [Description("The simulated plant to start, such as demo; without it none.")]
    public string? Plant { get; set; }

    [Description("True serves the simulated machines over OPC UA as well, from port 14840 on.")]
    public bool OpcUa { get; set; }

    [Description("A program that plays the machines instead: started in the plant's folder, ended with the plant.")]
    public IReadOnlyList<string> Command { get; set; } = [];

    [Description("Random faults of the simulated machines and lines in an hour.")]
    public double FaultsPerHour { get; set; }

    [Description("The seed of its noise and faults, so that a run can be repeated.")]
    public int Seed { get; set; } = 1;
}
