namespace Millwright.Product.Tests.RepoRules;

/// <summary>Finds the checkout that the running tests were built from.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    public static string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>The files of the tree with one of the endings, without what is built or fetched.</summary>
    public static IEnumerable<string> Files(params string[] endings) =>
        Directory.EnumerateFiles(Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(f => System.IO.Path.GetRelativePath(Path, f).Replace('\\', '/'))
            .Where(f => endings.Length == 0 || endings.Any(e => f.EndsWith(e, StringComparison.Ordinal)))
            .Where(f => !f.Split('/').Any(p => p is "bin" or "obj" or "node_modules" or ".git" or "dist" or "data"));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Millwright.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The tests do not run from inside a checkout: no Millwright.slnx above " + AppContext.BaseDirectory);
    }
}
