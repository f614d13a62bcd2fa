namespace Millwright.SystemTests.Running;

/// <summary>Where things are in the checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The real program, in the configuration in which the tests were built.</summary>
    public static string Program
    {
        get
        {
            var built = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
            var path = Path.Combine(Root, "src", "Host", "bin", built, "net10.0", "millwright");
            Assert.True(File.Exists(path), $"{path} is missing; dotnet build src/Host -c {built}");
            return path;
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Millwright.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"no Millwright.slnx above {AppContext.BaseDirectory}");
    }
}
