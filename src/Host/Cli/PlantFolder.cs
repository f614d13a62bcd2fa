using Millwright.Host.Configuration.Loading;

namespace Millwright.Host.Cli;

/// <summary>Where a plant and what it stores are.</summary>
internal static class PlantFolder
{
    /// <summary>The plant that comes along.</summary>
    public const string Demo = "samples/demo-plant";

    /// <summary>The folder asked for, else the current one when it is a plant, else the demo plant.</summary>
    public static string Find(string? asked)
    {
        if (asked is not null)
            return asked;
        return File.Exists(PlantFiles.MainFile) ? "." : Demo;
    }

    /// <summary>The folder of log, history and ledger.</summary>
    public static string DataOf(string folder) => Path.Combine(folder, "data");
}
