using System.CommandLine;

namespace Millwright.Host.Cli;

/// <summary>Options that several verbs have, made anew for each.</summary>
internal static class CliOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Write JSON for machines." };

    public static Option<string?> Plant() => new("--plant")
    {
        Description = "The plant's folder; without it the current folder if it is a plant, else the demo plant.",
        HelpName = "FOLDER",
    };

    public static Argument<string?> Folder() => new("FOLDER")
    {
        Description = "The plant's folder; without it the current folder if it is a plant, else the demo plant.",
        Arity = ArgumentArity.ZeroOrOne,
    };
}
