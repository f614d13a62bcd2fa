using Millwright.Host.Configuration.Loading;
using Millwright.Host.Configuration.Plants;
using Millwright.Model;

namespace Millwright.Host.Configuration.Reload;

/// <summary>
/// Keeps the newest good version of a plant's folder. A version with errors is not taken: what runs goes on, and the findings say why.
/// </summary>
internal sealed class PlantWatch : IAsyncDisposable
{
    /// <summary>How long the folder must be quiet before it is read: an editor writes a file in several steps.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    private readonly PlantLoader _loader;
    private readonly string _folder;
    private readonly Func<ConfigurationChange, PlantConfiguration, CancellationToken, Task> _apply;
    private readonly ITimer _timer;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private FileSystemWatcher? _watcher;
    private Task _running = Task.CompletedTask;
    private volatile PlantLoadResult _last;
    private volatile PlantConfiguration _current;

    /// <summary>A watch that does not listen yet.</summary>
    /// <param name="loader">Reads the folder.</param>
    /// <param name="folder">The plant's folder.</param>
    /// <param name="first">What was read at the start, without errors.</param>
    /// <param name="apply">Puts a change into effect; an exception keeps the version before as the current one and is shown as a finding.</param>
    /// <param name="clock">The time.</param>
    public PlantWatch(
        PlantLoader loader, string folder, PlantLoadResult first,
        Func<ConfigurationChange, PlantConfiguration, CancellationToken, Task> apply, TimeProvider clock)
    {
        _loader = loader;
        _folder = folder;
        _last = first;
        _current = first.Configuration ?? throw new ArgumentException("The first version has errors.", nameof(first));
        _apply = apply;
        _timer = clock.CreateTimer(_ => Read(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What runs.</summary>
    public PlantConfiguration Current => _current;

    /// <summary>The folder as last read, also when it has errors and does not run.</summary>
    public PlantLoadResult Last => _last;

    /// <summary>Begins to listen to the folder.</summary>
    public void Start()
    {
        _watcher = new(_folder) { IncludeSubdirectories = true };
        _watcher.Changed += (_, change) => Note(change.FullPath);
        _watcher.Created += (_, change) => Note(change.FullPath);
        _watcher.Deleted += (_, change) => Note(change.FullPath);
        _watcher.Renamed += (_, change) => Note(change.FullPath);
        // Changes were missed: reading anew finds them.
        _watcher.Error += (_, _) => Touch();
        _watcher.EnableRaisingEvents = true;
    }

    /// <summary>Says that the folder may have changed; it is read once it has been quiet for <see cref="Quiet"/>.</summary>
    public void Touch()
    {
        if (!_stop.IsCancellationRequested)
            _timer.Change(Quiet, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Reads the folder now and puts a change into effect.</summary>
    /// <returns>The change, null when nothing is different or the new version has errors.</returns>
    public async Task<ConfigurationChange?> ReadAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var read = _loader.Load(_folder);
            if (read.Configuration is not { } next)
            {
                _last = read;
                return null;
            }
            var change = ConfigurationChange.Between(_current, next);
            if (!change.IsEmpty)
                await _apply(change, next, cancellation);
            _last = read;
            _current = next;
            return change.IsEmpty ? null : change;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            var finding = new ConfigurationFinding(
                new(PlantFiles.MainFile, 0), $"the new version could not be put into effect: {failure.Message}", "the version before still runs; correct the files, or restart");
            _last = _last with { Findings = [.. _last.Findings, finding] };
            return null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Completes when the last reading that was begun is done.</summary>
    public Task WhenReadAsync() => Volatile.Read(ref _running);

    public async ValueTask DisposeAsync()
    {
        _watcher?.Dispose();
        await _stop.CancelAsync();
        await _timer.DisposeAsync();
        await WhenReadAsync();
        _turn.Dispose();
        _stop.Dispose();
    }

    private void Note(string path)
    {
        // The data folder lives beside the files and changes all the time.
        if (path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase))
            Touch();
    }

    private void Read() => Volatile.Write(ref _running, RunAsync());

    private async Task RunAsync()
    {
        try
        {
            await ReadAsync(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopping: the next start reads the folder anyway.
        }
    }
}
