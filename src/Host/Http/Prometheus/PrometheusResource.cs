using System.Text.Json;
using Millwright.Host.Http.Ingest;
using Millwright.Host.Http.PromQl;
using Millwright.Host.Http.SignIn;
using Millwright.Host.Http.View;
using Millwright.Model;
using Millwright.Security;

namespace Millwright.Host.Http.Prometheus;

/// <summary>The part of the HTTP API of Prometheus that its clients, Grafana among them, ask queries of, below <see cref="Prefix"/>.</summary>
/// <remarks>Prometheus documentation, "HTTP API". Errors have its form: 400 bad_data, 401, 403, 422 execution, 503 timeout.</remarks>
internal sealed class PrometheusResource(IPlantView plant, SignInDesk desk, TimeProvider clock) : IDisposable
{
    public const string Prefix = "/prometheus/api/v1";

    private const int FlushEvery = 16;

    private readonly SeriesIndex _index = new(plant);

    /// <summary>Queries that are worked out at once; further ones wait.</summary>
    private readonly SemaphoreSlim _room = new(2 * Environment.ProcessorCount);

    public Task<IResult> QueryAsync(HttpContext context) => AnswerAsync(context, async (parameters, cancellation) =>
    {
        var now = Timestamp.Now(clock);
        var query = parameters.Get("query");
        var expression = Parse(query);
        var times = new QueryTimes(parameters.Time("time", now), TimeSpan.FromSeconds(1), 1);
        var run = new QueryRun(_index, plant.History, plant.Prometheus, times, Lookback(parameters), now);
        return await WithPlaceAsync(query, async () =>
        {
            if (expression is Selector { Range: not null } selector)
                return Matrix(await run.SamplesAsync(selector, cancellation));
            return Instant(await run.EvaluateAsync(expression, cancellation), times.Start);
        });
    });

    public Task<IResult> QueryRangeAsync(HttpContext context) => AnswerAsync(context, async (parameters, cancellation) =>
    {
        var query = parameters.Get("query");
        var expression = Parse(query);
        var (start, end) = (parameters.Time("start"), parameters.Time("end"));
        var step = parameters.Duration("step") ?? throw new ParameterException("the parameter 'step' is missing");
        if (end < start)
            throw new ParameterException("the end lies before the start");
        if ((end - start).Ticks / step.Ticks >= QueryTimes.MaxCount)
            throw new ParameterException($"there would be more than {QueryTimes.MaxCount:N0} points a series; ask for a longer step or a shorter range");
        if (PromQlParser.KindOf(expression) == ValueKind.Range)
            throw new ParameterException("a range of samples cannot be asked for over a range; ask for it with query, or put a function around it");
        var times = new QueryTimes(start, step, (int)((end - start).Ticks / step.Ticks) + 1);
        var run = new QueryRun(_index, plant.History, plant.Prometheus, times, Lookback(parameters), Timestamp.Now(clock));
        return await WithPlaceAsync(query, async () => Matrix(await run.EvaluateAsync(expression, cancellation), times));
    });

    /// <summary>The labels of series; times are not looked at: what is configured now is answered.</summary>
    public Task<IResult> SeriesAsync(HttpContext context) => AnswerAsync(context, (parameters, _) =>
    {
        var selectors = parameters.Selectors();
        if (selectors.Count == 0)
            throw new ParameterException("the parameter 'match[]' is missing");
        var found = Found(selectors).Take(Math.Min(parameters.Limit(), plant.Prometheus.MaxSeries)).ToList();
        return ValueTask.FromResult(AtOnce(json =>
        {
            json.WriteStartArray("data");
            foreach (var series in found)
            {
                json.WriteStartObject();
                QueryJson.Labels(json, series.Labels);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }));
    });

    public Task<IResult> LabelsAsync(HttpContext context) => AnswerAsync(context, (parameters, _) =>
        ValueTask.FromResult(Texts(Found(parameters.Selectors()).SelectMany(s => s.Labels.All.ToArray().Select(l => l.Key)), parameters.Limit())));

    public Task<IResult> ValuesAsync(HttpContext context, string name) => AnswerAsync(context, (parameters, _) =>
        ValueTask.FromResult(Texts(Found(parameters.Selectors()).Select(s => s.Labels[name]).Where(v => v.Length > 0), parameters.Limit())));

    public Task<IResult> MetadataAsync(HttpContext context) => AnswerAsync(context, (parameters, _) =>
    {
        var wanted = parameters.Find("metric");
        var metrics = _index.All.GroupBy(s => s.Labels[LabelSet.MetricName]).Where(g => wanted is null || g.Key == wanted).Take(parameters.Limit()).ToList();
        return ValueTask.FromResult(AtOnce(json =>
        {
            json.WriteStartObject("data");
            foreach (var metric in metrics)
            {
                json.WriteStartArray(metric.Key);
                foreach (var (help, unit) in metric.Select(s => (s.Tag.Description ?? "", s.Tag.Unit?.Symbol ?? "")).Distinct().Take(10))
                {
                    json.WriteStartObject();
                    // Whether a tag counts is known to the configuration of some only.
                    json.WriteString("type", "unknown");
                    json.WriteString("help", help);
                    json.WriteString("unit", unit);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }));
    });

    /// <summary>Who answers. Clients choose their questions by the version: that of the Prometheus whose subset this is.</summary>
    public Task<IResult> BuildInfoAsync(HttpContext context) => AnswerAsync(context, (_, _) => ValueTask.FromResult(AtOnce(json =>
    {
        json.WriteStartObject("data");
        json.WriteString("version", "2.42.0");
        json.WriteString("revision", $"millwright {ProgramVersion.Text}");
        json.WriteEndObject();
    })));

    public void Dispose() => _room.Dispose();

    private static Expression Parse(string query)
    {
        try
        {
            return PromQlParser.Parse(query);
        }
        catch (PromQlException e)
        {
            throw new PlacedException(e.At(query), e.IsUnsupported);
        }
    }

    private static async Task<Func<Utf8JsonWriter, Task>> WithPlaceAsync(string query, Func<Task<Func<Utf8JsonWriter, Task>>> work)
    {
        try
        {
            return await work();
        }
        catch (QueryException e)
        {
            throw new PlacedException(new PromQlException(e.Position, e.Message, isUnsupported: true).At(query), cannotBeDone: true);
        }
    }

    private TimeSpan Lookback(QueryParameters parameters) => parameters.Duration("lookback_delta") ?? plant.Prometheus.Lookback;

    private IEnumerable<TagSeries> Found(IReadOnlyList<Selector> selectors) =>
        selectors.Count == 0 ? _index.All : selectors.SelectMany(s => _index.Find(s.Matchers)).Distinct().OrderBy(s => s.Labels);

    private static Func<Utf8JsonWriter, Task> Texts(IEnumerable<string> texts, int limit)
    {
        var sorted = texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(limit).ToList();
        return AtOnce(json =>
        {
            json.WriteStartArray("data");
            foreach (var text in sorted)
                json.WriteStringValue(text);
            json.WriteEndArray();
        });
    }

    private static Func<Utf8JsonWriter, Task> AtOnce(Action<Utf8JsonWriter> write) => json =>
    {
        write(json);
        return Task.CompletedTask;
    };

    private static Func<Utf8JsonWriter, Task> Instant(QueryValue value, Timestamp time) => AtOnce(json =>
    {
        json.WriteStartObject("data");
        json.WriteString("resultType", value.Scalar is null ? "vector" : "scalar");
        json.WritePropertyName("result");
        if (value.Scalar is { } scalar)
            QueryJson.Point(json, QueryJson.Time(time), scalar[0]);
        else
        {
            var at = QueryJson.Time(time);
            json.WriteStartArray();
            foreach (var row in value.IsOrdered ? value.Rows : [.. value.Rows.OrderBy(r => r.Labels)])
            {
                if (Absent.Is(row.Values[0]))
                    continue;
                json.WriteStartObject();
                QueryJson.Metric(json, row.Labels);
                json.WritePropertyName("value");
                QueryJson.Point(json, at, row.Values[0]);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    });

    private static Func<Utf8JsonWriter, Task> Matrix(QueryValue value, QueryTimes times)
    {
        var moments = new byte[times.Count][];
        for (var i = 0; i < moments.Length; i++)
            moments[i] = QueryJson.Time(times[i]);
        IEnumerable<Row> rows = value.Scalar is { } scalar ? [new Row(LabelSet.Empty, scalar)] : value.Rows.Where(r => !Array.TrueForAll(r.Values, Absent.Is)).OrderBy(r => r.Labels);
        return Matrix(rows, static r => r.Labels, (json, row) =>
        {
            for (var i = 0; i < row.Values.Length; i++)
            {
                if (!Absent.Is(row.Values[i]))
                    QueryJson.Point(json, moments[i], row.Values[i]);
            }
        });
    }

    private static Func<Utf8JsonWriter, Task> Matrix(IReadOnlyList<(LabelSet Labels, RangeSamples Samples)> series) =>
        Matrix(series.Where(s => s.Samples.Ticks.Count > 0), static s => s.Labels, static (json, s) =>
        {
            for (var i = 0; i < s.Samples.Ticks.Count; i++)
                QueryJson.Point(json, QueryJson.Time(new(s.Samples.Ticks[i])), s.Samples.Values[i]);
        });

    private static Func<Utf8JsonWriter, Task> Matrix<T>(IEnumerable<T> series, Func<T, LabelSet> labels, Action<Utf8JsonWriter, T> points) => async json =>
    {
        json.WriteStartObject("data");
        json.WriteString("resultType", "matrix");
        json.WriteStartArray("result");
        var written = 0;
        foreach (var one in series)
        {
            json.WriteStartObject();
            QueryJson.Metric(json, labels(one));
            json.WriteStartArray("values");
            points(json, one);
            json.WriteEndArray();
            json.WriteEndObject();
            if (++written % FlushEvery == 0)
                await json.FlushAsync();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    };

    private async Task<IResult> AnswerAsync(HttpContext context, Func<QueryParameters, CancellationToken, ValueTask<Func<Utf8JsonWriter, Task>>> answer)
    {
        if (IngestAccess.Identify(context.Request, desk) is not { } caller)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer, Basic realm=\"millwright\"";
            return Error(401, "unauthorized", "the request carries no token that is known, as bearer token or as the password of basic authentication; make one with millwright token add");
        }
        if (caller.Identity.Role < Role.Viewer)
            return Error(403, "forbidden", $"{caller.Identity.Name} may not read");
        using var patience = new CancellationTokenSource(plant.Prometheus.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            await _room.WaitAsync(either.Token);
            try
            {
                var write = await answer(await QueryParameters.ReadAsync(context.Request, either.Token), either.Token);
                await WriteAsync(context, write);
                return Results.Empty;
            }
            finally
            {
                _room.Release();
            }
        }
        catch (ParameterException e)
        {
            return Error(400, "bad_data", e.Message);
        }
        catch (PromQlException e)
        {
            return Error(e.IsUnsupported ? 422 : 400, e.IsUnsupported ? "execution" : "bad_data", $"match[]: {e.Message}");
        }
        catch (PlacedException e)
        {
            return Error(e.CannotBeDone ? 422 : 400, e.CannotBeDone ? "execution" : "bad_data", e.Message);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            return Error(503, "timeout", $"the query took longer than {plant.Prometheus.Timeout.TotalSeconds:0} s; ask for less, or raise timeout");
        }
    }

    private static async Task WriteAsync(HttpContext context, Func<Utf8JsonWriter, Task> write)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("status", "success");
        await write(json);
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }

    private static IResult Error(int status, string type, string problem) =>
        Results.Text(QueryJson.Error(type, problem), "application/json", status);

    /// <summary>What is wrong with a query, with its place.</summary>
    private sealed class PlacedException(string problem, bool cannotBeDone) : Exception(problem)
    {
        public bool CannotBeDone => cannotBeDone;
    }
}
