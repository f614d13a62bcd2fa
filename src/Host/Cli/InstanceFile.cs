using System.Diagnostics;
using System.Text.Json;

namespace Millwright.Host.Cli;

/// <summary>How a running instance is found by the command line of the same user: a file in its data folder, readable by its owner alone.</summary>
/// <param name="Address">Where it listens: <c>http://127.0.0.1:8080</c>.</param>
/// <param name="Token">A bearer token that lives as long as the process.</param>
/// <param name="Pid">Its process id.</param>
internal sealed record InstanceFile(string Address, string Token, int Pid)
{
    private const string Name = "instance.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Writes the file, mode 0600 from its first byte.</summary>
    public void Write(string dataFolder)
    {
        var path = Path.Combine(dataFolder, Name);
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        JsonSerializer.Serialize(file, this, Json);
    }

    /// <summary>Takes the file away when the instance ends.</summary>
    public static void Remove(string dataFolder) => File.Delete(Path.Combine(dataFolder, Name));

    /// <summary>The instance that runs on a folder.</summary>
    /// <exception cref="CliFailure">None runs, or it belongs to somebody else.</exception>
    public static InstanceFile Find(string folder) =>
        TryFind(folder) ?? throw new CliFailure(folder, "no running instance", $"start it with: millwright run {folder}");

    /// <summary>The instance that runs on a folder, null when none does.</summary>
    /// <exception cref="CliFailure">It belongs to somebody else.</exception>
    public static InstanceFile? TryFind(string folder)
    {
        var path = Path.Combine(PlantFolder.DataOf(folder), Name);
        try
        {
            return JsonSerializer.Deserialize<InstanceFile>(File.ReadAllText(path), Json) is { } found && IsAlive(found.Pid) ? found : null;
        }
        catch (UnauthorizedAccessException)
        {
            throw new CliFailure(path, "it belongs to another user", "run this as the user that runs the instance");
        }
        catch (Exception failure) when (failure is IOException or JsonException)
        {
            return null;
        }
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
