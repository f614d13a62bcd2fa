namespace Millwright.Host.Configuration.Loading;

/// <summary>The keys that hold other things, read by the loader itself, with what the schema and the documentation say of them.</summary>
internal static class PlantKeys
{
    public const string Include = "include";
    public const string Connections = "connections";
    public const string Templates = "templates";
    public const string Assets = "assets";
    public const string Tags = "tags";
    public const string Bridges = "bridges";

    /// <summary>The most tags a node takes.</summary>
    public const int MaxTags = 200_000;

    public const int MaxAssets = 50_000;

    public const int MaxConnections = 10_000;

    /// <summary>The structural keys at the top of a file.</summary>
    public static IReadOnlyList<(string Key, string Description)> Top { get; } =
    [
        (Include, "Further files, relative to this one; patterns such as lines/*.yaml are allowed."),
        (Connections, "The devices and gateways, by name."),
        (Templates, "Assets defined once and used by their type."),
        (Assets, "The plant's areas, lines and machines with their tags, by path below the plant."),
        (Bridges, "Tags whose values are carried to other tags, by name of the bridge."),
    ];

    /// <summary>The structural keys of an asset or template.</summary>
    public static IReadOnlyList<(string Key, string Description)> Asset { get; } =
    [
        (Tags, "Its tags, by name; a tag without anything takes the template's tag away."),
        (Assets, "The assets below it, by path below this one."),
    ];
}
