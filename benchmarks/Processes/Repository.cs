namespace Millwright.Benchmarks.Processes;

/// <summary>The tree this program was built in.</summary>
internal static class Repository
{
    /// <exception cref="BenchmarkException">The program runs outside of it.</exception>
    public static string Root
    {
        get
        {
            for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "bench")) && Directory.Exists(Path.Combine(folder, "samples")))
                    return folder;
            }
            throw new BenchmarkException("start it from its repository, with ./bench");
        }
    }
}
