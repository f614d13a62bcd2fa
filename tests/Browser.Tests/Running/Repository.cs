namespace Millwright.Browser.Tests.Running;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "Millwright.slnx"))
            ? folder.FullName
            : Find(folder.Parent ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is not inside the source tree"));
}
