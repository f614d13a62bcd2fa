namespace Millwright.Product.Tests.Configuration;

/// <summary>The repository the tests were built from.</summary>
internal static class RepositoryFolder
{
    public static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Millwright.slnx")))
                return folder;
        }
        throw new InvalidOperationException("The tests do not run from a build of the repository.");
    }
}
