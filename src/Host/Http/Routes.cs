using Millwright.Host.Http.Aggregation;
using Millwright.Host.Http.Annotations;
using Millwright.Host.Http.Ingest;
using Millwright.Host.Http.Metrics;
using Millwright.Host.Http.Prometheus;
using Millwright.Host.Http.Resources;
using Millwright.Host.Http.Serving;
using Millwright.Host.Http.SignIn;
using Millwright.Host.Http.Sql;
using Millwright.Security;

namespace Millwright.Host.Http;

/// <summary>Every route of the node, and for whom it is. What is not listed here does not exist.</summary>
internal static class Routes
{
    /// <param name="node">Takes the routes.</param>
    /// <param name="isLoopback">True where nobody beyond this machine can ask.</param>
    public static void MapAll(IEndpointRouteBuilder node, bool isLoopback)
    {
        MapOpen(node, isLoopback);
        MapSignIn(node);
        MapTokens(node);
        MapPlant(node);
        MapHistory(node);
        MapEvents(node);
        MapSql(node);
        MapArchive(node);
        MapConnections(node);
        MapBroker(node);
        MapControl(node);
        MapCertificates(node);
        MapLineProtocol(node);
        MapRemoteWrite(node);
        MapPrometheus(node);
        node.MapFallback("/api/{**rest}", (HttpContext context, HttpFaceFiles files) => Pages.Fallback(context, files)).For(Role.Viewer).ExcludeFromDescription();
        node.MapFallback((HttpContext context, HttpFaceFiles files) => Pages.Fallback(context, files)).ForAnybody().ExcludeFromDescription();
    }

    private static void MapOpen(IEndpointRouteBuilder node, bool isLoopback)
    {
        node.MapOpenApi("/openapi/{documentName}.json").ForAnybody();
        node.MapGet("/health/live", HealthResource.Live).ForAnybody().ExcludeFromDescription();
        node.MapGet("/health/ready", HealthResource.Ready).ForAnybody().ExcludeFromDescription();
        // The names of connections are nobody's business beyond this machine.
        node.MapGet("/metrics", (MetricsPage page) => Results.Text(page.Write(), MetricsPage.ContentType))
            .WithMetadata(new Access(isLoopback ? null : Role.Viewer)).ExcludeFromDescription();
        node.MapGet("/sign-in", (HttpContext context, string? token, SignInDesk desk, HttpFaceFiles files) =>
                token is null ? new PageResult(files) : SessionResource.UseLink(context, token, desk))
            .ForAnybody().ExcludeFromDescription();
    }

    private static void MapSignIn(IEndpointRouteBuilder node)
    {
        var session = node.MapGroup("/api/v1/session").WithTags("Sign-in");
        session.MapPost("", SessionResource.SignIn).ForAnybody().Says("Sign in with name and password").Produces<UserAnswer>().ProducesProblem(401).ProducesProblem(429);
        session.MapGet("", SessionResource.Get).For(Role.Viewer).Says("Who is signed in");
        session.MapDelete("", SessionResource.SignOut).For(Role.Viewer).Says("Sign out").Produces(204);
        session.MapPut("/password", SessionResource.SetPassword).For(Role.Viewer)
            .Says("Set one's own password; with a one-time link the first time also the account's name").Produces(204).ProducesProblem(422);
        var users = node.MapGroup("/api/v1/users").WithTags("Users");
        users.MapGet("", UserResource.List).For(Role.Admin).Says("The accounts");
        users.MapPost("", UserResource.Add).For(Role.Admin).Says("Make an account").Produces<UserItem>(201).ProducesProblem(409).ProducesProblem(422);
        users.MapPost("/links", UserResource.Link).For(Role.Admin).Says("Make a sign-in link that works once").Produces<SignInLink>().ProducesProblem(404);
        users.MapDelete("/{name}", UserResource.Remove).For(Role.Admin).Says("Remove an account; its sessions end").Produces(204).ProducesProblem(404).ProducesProblem(409);
    }

    private static void MapTokens(IEndpointRouteBuilder node)
    {
        var tokens = node.MapGroup("/api/v1/tokens").WithTags("Tokens");
        tokens.MapGet("", TokenResource.List).For(Role.Admin).Says("The lasting tokens of programs, not what they are");
        tokens.MapPost("", TokenResource.Add).For(Role.Admin).Says("Make a token with a role; it is told only in this answer").Produces<IssuedToken>(201).ProducesProblem(409).ProducesProblem(422);
        tokens.MapDelete("/{name}", TokenResource.Remove).For(Role.Admin).Says("Take a token back").Produces(204).ProducesProblem(404);
    }

    private static void MapPlant(IEndpointRouteBuilder node)
    {
        var api = node.MapGroup("/api/v1").WithTags("Plant");
        api.MapGet("/node", NodeResource.Get).For(Role.Viewer).Says("The node and the plant in figures");
        api.MapGet("/assets", AssetResource.List).For(Role.Viewer).Says("All assets, parents before children; paths are relative to the plant");
        api.MapGet("/tags", TagResource.List).For(Role.Viewer).Says("Tags by search words, asset, connection and quality, in path order").Produces<Page<TagAnswer>>();
        api.MapGet("/tags/{**path}", TagResource.Get).For(Role.Viewer).Says("One tag with all there is to know of it").Produces<TagDetailAnswer>().ProducesProblem(404);
        api.MapGet("/values", TagResource.Values).For(Role.Viewer).Says("Values now, of tags or of all below an asset").Produces<Page<ValueAnswer>>().ProducesProblem(404);
        api.MapGet("/configuration", ConfigurationResource.Get).For(Role.Viewer).Says("The configuration as loaded; secrets are references in it");
        api.MapGet("/configuration/schema", ConfigurationResource.Schema).For(Role.Viewer).Says("The JSON Schema of plant.yaml").Produces<string>(200, "application/schema+json");
        api.MapGet("/published", PublishedResource.Get).For(Role.Viewer).Says("By what others see the plant: sessions, subscriptions and refusals of each way, and what bridges carried");
        api.MapGet("/live", (HttpContext context, ILiveFace live) => live.ServeAsync(context)).For(Role.Viewer)
            .Says("WebSocket of live values: send subscribe, unsubscribe, subscribeAsset, subscribeEvents or intervalMs").Produces(101);
    }

    private static void MapHistory(IEndpointRouteBuilder node)
    {
        var history = node.MapGroup("/api/v1/history").WithTags("History");
        history.MapGet("", HistoryResource.Get).For(Role.Viewer)
            .Says("Series for charts: samples where few, else buckets with minimum, maximum and mean; JSON columns or CSV").Produces<HistoryAnswer>().ProducesProblem(404);
        history.MapGet("/raw", HistoryResource.Raw).For(Role.Viewer).Says("Samples as stored, in full precision; JSON pages or all as CSV").Produces<RawHistoryAnswer>().ProducesProblem(404);
        history.MapGet("/aggregates", AggregateResource.Get).For(Role.Viewer)
            .Says("Aggregates of OPC UA Part 13 by intervals of one length or of a calendar, with quality and coverage").ProducesProblem(400).ProducesProblem(404);
        history.MapGet("/formula", FormulaResource.Get).For(Role.Viewer)
            .Says("A formula over tags, worked out where one of them has a sample").ProducesProblem(400).ProducesProblem(404);
        history.MapDelete("", DeletionResource.Delete).For(Role.Admin)
            .Says("Delete a tag's samples of a range, from the disk and from the roll-ups").Produces<DeletionDone>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        history.MapGet("/annotations", AnnotationResource.List).For(Role.Viewer)
            .Says("What people, batches and events say of a range of time").Produces<Page<AnnotationAnswer>>().ProducesProblem(404);
        history.MapPost("/annotations", AnnotationResource.Add).For(Role.Operator)
            .Says("Say something of a range of time of a tag or asset").Produces<AnnotationAnswer>(201).ProducesProblem(404).ProducesProblem(422).ProducesProblem(503);
        history.MapDelete("/annotations/{id:guid}", AnnotationResource.Remove).For(Role.Engineer)
            .Says("Take an annotation away").Produces(204).ProducesProblem(404).ProducesProblem(503);
    }

    private static void MapEvents(IEndpointRouteBuilder node)
    {
        var api = node.MapGroup("/api/v1").WithTags("Events");
        api.MapGet("/events", EventResource.List).For(Role.Viewer)
            .Says("What happened, newest first, by time, asset, connection, severity, type, condition and words").Produces<Page<EventAnswer>>();
        api.MapGet("/conditions", EventResource.Standing).For(Role.Viewer)
            .Says("The conditions that matter now: active, or waiting to be acknowledged or confirmed").Produces<Page<EventAnswer>>();
    }

    private static void MapArchive(IEndpointRouteBuilder node)
    {
        var files = node.MapGroup("/api/v1/history/files").WithTags("History");
        files.MapGet("", ArchiveResource.Export).For(Role.Viewer)
            .Says("The samples of a period as one Parquet or CSV file, with its rows and SHA-256 in headers").ProducesProblem(400).ProducesProblem(503);
        files.MapPost("", ArchiveResource.Import).For(Role.Engineer)
            .Says("Take the samples of a Parquet or CSV file into the history; answered when they are durable").Produces<ImportAnswer>()
            .ProducesProblem(400).ProducesProblem(413).ProducesProblem(422).ProducesProblem(503);
    }

    private static void MapSql(IEndpointRouteBuilder node)
    {
        var sql = node.MapGroup("/api/v1/sql").WithTags("SQL");
        sql.MapGet("", SqlResource.About).For(Role.Viewer).Says("The tables that can be asked by SQL, and the limits");
        sql.MapPost("", SqlResource.Run).For(Role.Viewer)
            .Says("Answer one SELECT: JSON with columns and rows, or CSV where Accept asks for it; rows are streamed").ProducesProblem(400).ProducesProblem(422).ProducesProblem(503);
    }

    private static void MapConnections(IEndpointRouteBuilder node)
    {
        var connections = node.MapGroup("/api/v1/connections").WithTags("Connections");
        connections.MapGet("", ConnectionResource.List).For(Role.Viewer).Says("All connections");
        connections.MapGet("/{name}", ConnectionResource.Get).For(Role.Viewer).Says("One connection with its diagnostics").Produces<ConnectionDetailAnswer>().ProducesProblem(404);
        connections.MapPost("/{name}/browse", ConnectionResource.Browse).For(Role.Viewer).Says("What the device offers below a node")
            .Produces<Page<BrowseAnswer>>().ProducesProblem(404).ProducesProblem(502);
        connections.MapPost("/{name}/restart", ConnectionResource.Restart).For(Role.Engineer).Says("Connect anew").Produces(202).ProducesProblem(404);
        node.MapGet("/api/v1/ledger", LedgerResource.Get).For(Role.Viewer).WithTags("Ledger").Says("What became of every sample, and whether the sums are right");
    }

    private static void MapBroker(IEndpointRouteBuilder node)
    {
        var broker = node.MapGroup("/api/v1/mqtt").WithTags("MQTT broker");
        broker.MapGet("", BrokerResource.Get).For(Role.Viewer).Says("How the MQTT broker is doing: figures, drops and refusals by cause");
        broker.MapGet("/sessions", BrokerResource.Sessions).For(Role.Viewer).Says("Sessions of MQTT clients, connected or not").Produces<Page<BrokerSessionAnswer>>().ProducesProblem(409).ProducesProblem(503);
        broker.MapDelete("/sessions/{client}", BrokerResource.EndSession).For(Role.Engineer).Says("Forget a session with all that waits in it; its client is disconnected")
            .Produces(204).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);
        broker.MapDelete("/clients/{client}", BrokerResource.Disconnect).For(Role.Engineer).Says("Disconnect a client; its session stays").Produces(204).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);
        broker.MapGet("/subscriptions", BrokerResource.Subscriptions).For(Role.Viewer).Says("Subscriptions of MQTT clients").Produces<Page<BrokerSubscriptionAnswer>>().ProducesProblem(409).ProducesProblem(503);
        broker.MapGet("/topics", BrokerResource.Topics).For(Role.Viewer).Says("Retained messages whose topics a filter matches, with JSON as text and Sparkplug decoded")
            .Produces<Page<BrokerTopicAnswer>>().ProducesProblem(409).ProducesProblem(503);
        broker.MapPost("/publish", BrokerResource.Publish).For(Role.Operator).Says("Publish a message as the broker; recorded in the audit trail")
            .Produces<BrokerPublished>().ProducesProblem(409).ProducesProblem(422).ProducesProblem(503);
    }

    private static void MapControl(IEndpointRouteBuilder node)
    {
        var api = node.MapGroup("/api/v1").WithTags("Control");
        api.MapPost("/writes", WriteResource.Write).For(Role.Viewer)
            .Says("Write a value through the gate; the tag's own envelope decides who may").Produces<WriteDone>()
            .ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422).ProducesProblem(429).ProducesProblem(502).ProducesProblem(503).ProducesProblem(504);
        api.MapGet("/commands", CommandResource.List).For(Role.Viewer).Says("What assets can be told to do");
        api.MapPost("/commands/{**path}", CommandResource.Call).For(Role.Viewer)
            .Says("Call a command through the gate; the command itself decides who may").Produces<CommandDone>()
            .ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422).ProducesProblem(429).ProducesProblem(502).ProducesProblem(503).ProducesProblem(504);
        api.MapPost("/conditions/{key}/{action}", CommandResource.Act).For(Role.Viewer)
            .Says("Acknowledge, confirm or comment a condition through the gate, for operators").Produces<CommandDone>()
            .ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422).ProducesProblem(502).ProducesProblem(503).ProducesProblem(504);
        api.MapGet("/audit", AuditResource.List).For(Role.Viewer).Says("Who did what, newest first, and whether the trail is whole").Produces<AuditPage>();
    }

    private static void MapCertificates(IEndpointRouteBuilder node)
    {
        var certificates = node.MapGroup("/api/v1/certificates").WithTags("Certificates");
        certificates.MapGet("", CertificateResource.List).For(Role.Viewer).Says("The node's own certificate for OPC UA, the trusted and the rejected ones").Produces<CertificatesAnswer>();
        certificates.MapGet("/own.der", CertificateResource.Own).For(Role.Viewer).Says("The node's own certificate for the other side's trust list").Produces(200, contentType: "application/pkix-cert");
        certificates.MapPost("/{fingerprint}/trust", CertificateResource.Trust).For(Role.Admin).Says("Trust a rejected certificate").Produces<CertificateAnswer>().ProducesProblem(404).ProducesProblem(409);
        certificates.MapPost("/{fingerprint}/reject", CertificateResource.Reject).For(Role.Admin).Says("Take trust away, or forget a rejected certificate").Produces<CertificateAnswer>().ProducesProblem(404).ProducesProblem(409);
        certificates.MapPost("/import", CertificateResource.Import).For(Role.Admin).Says("Trust a certificate that is sent along").Produces<CertificateAnswer>().ProducesProblem(422);
        certificates.MapPost("/renew", CertificateResource.Renew).For(Role.Admin).Says("Give the node a new certificate").Produces<CertificateAnswer>().ProducesProblem(409);
    }

    /// <summary>InfluxDB's own routes, which carry tokens in its ways: open to anybody here, and closed by what answers them.</summary>
    private static void MapLineProtocol(IEndpointRouteBuilder node)
    {
        node.MapPost("/api/v2/write", (HttpContext context, LineProtocolResource face) => face.WriteAsync(context)).ForAnybody().ExcludeFromDescription();
        node.MapPost("/write", (HttpContext context, LineProtocolResource face) => face.WriteV1Async(context)).ForAnybody().ExcludeFromDescription();
        node.MapMethods("/ping", ["GET", "HEAD"], (HttpContext context, LineProtocolResource face) => face.Ping(context)).ForAnybody().ExcludeFromDescription();
        node.MapGet("/health", (HttpContext context, LineProtocolResource face) => face.Health(context)).ForAnybody().ExcludeFromDescription();
    }

    /// <summary>Open to anybody here, and closed by what answers: a connection may let viewers write.</summary>
    private static void MapRemoteWrite(IEndpointRouteBuilder node) =>
        node.MapPost("/api/v1/write", (HttpContext context, RemoteWriteResource face) => face.WriteAsync(context)).ForAnybody().ExcludeFromDescription();

    /// <summary>Prometheus's own routes; what answers them asks for a token in the ways that its clients know.</summary>
    private static void MapPrometheus(IEndpointRouteBuilder node)
    {
        string[] both = ["GET", "POST"];
        var api = node.MapGroup(PrometheusResource.Prefix).ForAnybody().ExcludeFromDescription();
        api.MapMethods("/query", both, (HttpContext context, PrometheusResource face) => face.QueryAsync(context));
        api.MapMethods("/query_range", both, (HttpContext context, PrometheusResource face) => face.QueryRangeAsync(context));
        api.MapMethods("/series", both, (HttpContext context, PrometheusResource face) => face.SeriesAsync(context));
        api.MapMethods("/labels", both, (HttpContext context, PrometheusResource face) => face.LabelsAsync(context));
        api.MapGet("/label/{name}/values", (HttpContext context, string name, PrometheusResource face) => face.ValuesAsync(context, name));
        api.MapGet("/metadata", (HttpContext context, PrometheusResource face) => face.MetadataAsync(context));
        api.MapGet("/status/buildinfo", (HttpContext context, PrometheusResource face) => face.BuildInfoAsync(context));
    }

    private static RouteHandlerBuilder Says(this RouteHandlerBuilder endpoint, string summary) => endpoint.WithSummary(summary);

    private sealed class PageResult(HttpFaceFiles files) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Pages.Fallback(httpContext, files);
    }
}
