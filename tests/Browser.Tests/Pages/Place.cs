namespace Millwright.Browser.Tests.Pages;

/// <summary>A page with something to see on it.</summary>
/// <param name="Name">The name of its picture.</param>
/// <param name="Address">Path and query.</param>
/// <param name="Shows">The test id of what is there when it is whole.</param>
internal sealed record Place(string Name, string Address, string Shows)
{
    private const string Trend =
        "/trends?pane=press-shop/line1/press3/melt_temperature,press-shop/line1/press3/oil_temperature,press-shop/line1/press3/mould_temperature" +
        "&pane=energy/main/active_power,energy/press-shop/active_power&pane=press-shop/line1/press3/injection_pressure,press-shop/line1/press3/phase&range=10m";

    public static IReadOnlyList<Place> All { get; } =
    [
        new("overview", "/", "machine-tile"),
        new("explore", "/explore?asset=press-shop/line1/press3&peek=press-shop/line1/press3/injection_pressure", "peek"),
        new("tag", "/tags/press-shop/line1/press3/cooling_time", "tag-trend"),
        new("trends", Trend, "legend-row"),
        new("control", "/control", "audit-row"),
        new("connections", "/connections", "connection-row"),
        new("connection", "/connections/utilities", "state-timeline"),
        new("read-plan", "/connections/meters?tab=plan", "read-plan"),
        new("ledger", "/ledger", "ledger-row"),
        new("query", "/query?sql=SELECT+time_bucket(INTERVAL+5+SECOND,time)+AS+time,tag,avg(value)+AS+mean+FROM+samples+WHERE+tag+LIKE+'press-shop/line1/press3/%25temperature'+AND+time+>+now()-INTERVAL+10+MINUTE+GROUP+BY+ALL+ORDER+BY+time&view=chart", "query"),
        new("settings", "/settings", "config-text"),
    ];
}
