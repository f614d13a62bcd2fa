using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Millwright.Flow.Sources;
using Millwright.Flow.Supervision;
using Millwright.Host.Configuration.Yaml;
using Millwright.Host.Http.Serving;
using Millwright.Host.Http.SignIn;
using Millwright.Host.Http.Values;
using Millwright.Host.Http.View;
using Millwright.Model;
using Millwright.Security.Audit;

namespace Millwright.Host.Http.Resources;

/// <summary>The connections.</summary>
internal static class ConnectionResource
{
    private const int MaxGaps = 100;
    private const int MaxNotes = 100;
    private const int MaxBrowsed = 1_000;
    private static readonly TimeSpan BrowseTimeout = TimeSpan.FromSeconds(60);

    public static Page<ConnectionAnswer> List(IPlantView plant) => new([.. plant.Connections.Select(c => Fill(c))]);

    public static IResult Get(string name, IPlantView plant, TimeProvider clock)
    {
        if (plant.FindConnection(name) is not { } detail)
            return Unknown(name);
        var view = plant.Connections.FirstOrDefault(c => c.Status.Name == detail.Status.Name);
        var status = Fill(new(detail.Status, detail.Diagnostics, view?.ResponseMsHistory ?? []));
        var diagnostics = detail.Diagnostics;
        var ledger = plant.Ledger;
        var now = Timestamp.Now(clock);
        return TypedResults.Ok(new ConnectionDetailAnswer
        {
            Name = status.Name,
            Driver = status.Driver,
            Address = status.Address,
            State = status.State,
            Since = status.Since,
            Cause = status.Cause,
            LastError = status.LastError,
            ResponseMs = status.ResponseMs,
            RequestsPerSecond = status.RequestsPerSecond,
            SamplesPerSecond = status.SamplesPerSecond,
            BytesPerValue = status.BytesPerValue,
            Tags = status.Tags,
            Restarts = status.Restarts,
            Identity = diagnostics.Identity,
            Timeline = [.. detail.Timeline.Select(s => new StateAnswer(s.At, Word(s.State), s.Cause))],
            Plan = [.. diagnostics.Plan.Select(PlanOf)],
            TagErrors = [.. detail.TagFaults.Select(f => FaultOf(f, plant))],
            Units = [.. diagnostics.Units.Select(u => UnitOf(u, now))],
            Ledger = ledger.Connections.FirstOrDefault(c => c.Connection == status.Name) is { } row ? LedgerRow.Of(row) : null,
            Gaps = [.. ledger.Gaps.Where(g => g.Connection == status.Name).OrderByDescending(g => g.Id).Take(MaxGaps).Select(g => GapAnswer.Of(g, plant))],
            Log = [.. detail.Notes.TakeLast(MaxNotes).Select(n => new NoteAnswer(n.At, n.Level.ToLowerInvariant(), n.Message))],
            Counters = Counters(diagnostics),
        });
    }

    public static async Task<IResult> Browse(HttpContext context, string name, BrowseRequest? request, IPlantView plant, TimeProvider clock)
    {
        if (plant.FindConnection(name) is null)
            return Unknown(name);
        using var timeout = new CancellationTokenSource(BrowseTimeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        var items = new List<BrowseAnswer>();
        // Devices have no pages: the ones before are asked for again and passed over.
        var first = int.TryParse(request?.After, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : 0;
        string? next = null;
        try
        {
            var at = 0;
            await foreach (var item in plant.BrowseAsync(name, request?.Node, both.Token))
            {
                if (at++ < first)
                    continue;
                if (items.Count == MaxBrowsed)
                {
                    next = (first + MaxBrowsed).ToString(CultureInfo.InvariantCulture);
                    break;
                }
                items.Add(new(
                    item.Node, item.Name, item.Kind, item.Address, item.ValueKind?.Word(), item.Value,
                    item.Value.IsNone ? null : item.Value.ToString(), item.HasChildren, TagYaml.Line(item), TagYaml.CommandLine(item)));
            }
        }
        catch (SourceException e)
        {
            return Problems.Of(502, "device", e.Fault.Problem, e.Fault.Remedy);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return Problems.Of(504, "device-slow", $"{name} did not list everything within {BrowseTimeout.TotalSeconds:0} s", "browse a smaller part");
        }
        return TypedResults.Ok(new Page<BrowseAnswer>(items, next));
    }

    public static IResult Restart(HttpContext context, string name, IPlantView plant, SignInDesk desk)
    {
        if (!plant.Restart(name))
            return Unknown(name);
        var who = Caller.Of(context).Identity;
        desk.Record(who.Name, who.Role, who.Via, "connection-restart", name, AuditEntry.Done);
        return TypedResults.Accepted($"/api/v1/connections/{Uri.EscapeDataString(name)}");
    }

    public static string Word(ConnectionState state) => state.ToString().ToLowerInvariant();

    private static ProblemHttpResult Unknown(string name) => Problems.NotFound("unknown-connection", $"there is no connection {name}", "see the list of connections");

    private static ConnectionAnswer Fill(ConnectionView view)
    {
        var (status, diagnostics) = (view.Status, view.Diagnostics);
        return new()
        {
            Name = status.Name,
            Driver = status.Driver,
            Address = status.Address,
            State = Word(status.State),
            Since = status.Since,
            Cause = status.Cause,
            LastError = status.LastFault is { } fault ? new(status.LastFaultAt, fault.Problem, fault.Remedy) : null,
            ResponseMs = new(Known(diagnostics.ResponseMsP50), Known(diagnostics.ResponseMsP99), [.. view.ResponseMsHistory.TakeLast(30).Select(Known)]),
            RequestsPerSecond = status.RequestsPerSecond,
            SamplesPerSecond = status.SamplesPerSecond,
            BytesPerValue = BytesPerValue(diagnostics),
            Tags = new(status.Tags, status.GoodTags, status.UncertainTags, status.BadTags),
            Restarts = status.Restarts,
        };
    }

    private static double? BytesPerValue(SourceDiagnostics diagnostics) =>
        diagnostics.Counters.TryGetValue("values", out var values) && values > 0 ? (double)diagnostics.WireBytes / values : null;

    private static PlanAnswer PlanOf(PlannedRead read) => new(
        read.Unit, read.Area, read.From, read.Count, Durations.Text(read.Every), [.. read.Holes.Select(h => new HoleAnswer(h.From, h.Count))], Known(read.LastMs));

    private static TagFaultAnswer FaultOf(TagFault fault, IPlantView plant)
    {
        var tag = plant.Tags[fault.Tag];
        return new(plant.Relative(tag.Path), tag.Address, fault.Since, fault.Problem, fault.Remedy, fault.Count, QualityAnswer.Of(fault.Quality));
    }

    private static DeviceUnitAnswer UnitOf(UnitHealth unit, Timestamp now) => new(
        unit.Unit, unit.IsSilent ? "silent" : "running", Known(unit.ResponseMsP50), Known(unit.ResponseMsP99), unit.IsSilent ? now - unit.SilentFor : Timestamp.None);

    private static Dictionary<string, long> Counters(SourceDiagnostics diagnostics)
    {
        var counters = new Dictionary<string, long>(diagnostics.Counters) { ["requests"] = diagnostics.Requests, ["wireBytes"] = diagnostics.WireBytes };
        return counters;
    }

    private static double? Known(double figure) => double.IsFinite(figure) ? figure : null;
}
