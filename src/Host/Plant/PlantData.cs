namespace Millwright.Host.Plant;

/// <summary>Where a plant keeps what it stores: <c>data</c> in its folder.</summary>
internal sealed record PlantData(string Folder)
{
    public static PlantData Of(string plantFolder) => new(Path.GetFullPath(Cli.PlantFolder.DataOf(plantFolder)));

    public string Log => Path.Combine(Folder, "log");

    public string Historian => Path.Combine(Folder, "historian");

    public string Events => Path.Combine(Folder, "events");

    public string Ledger => Path.Combine(Folder, "ledger");

    public string Audit => Path.Combine(Folder, "audit");

    public string MadeTags => Path.Combine(Folder, "made-tags.json");

    public string Tokens => Path.Combine(Folder, "tokens.json");

    public string Accounts => Path.Combine(Folder, "accounts.json");
}
