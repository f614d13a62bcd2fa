using System.Diagnostics;

namespace Millwright.Benchmarks.Processes;

/// <summary>A process that this one started and ends with its disposal.</summary>
internal sealed class Child : IAsyncDisposable
{
    private readonly Process _process;

    private Child(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>What the child says, line by line.</summary>
    public StreamReader Output => _process.StandardOutput;

    /// <summary>This program again, as one part of a benchmark.</summary>
    public static Child StartPart(string verb, params string[] arguments) =>
        Start(Environment.ProcessPath!, [verb, .. arguments]);

    /// <exception cref="BenchmarkException">It does not start.</exception>
    public static Child Start(string program, IEnumerable<string> arguments, string? folder = null) =>
        Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true, WorkingDirectory = folder ?? "" });

    /// <summary>A program whose log is of no interest.</summary>
    /// <exception cref="BenchmarkException">It does not start.</exception>
    public static Child StartSilent(string program, IEnumerable<string> arguments, string folder)
    {
        var child = Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder,
        });
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    private static Child Start(ProcessStartInfo start)
    {
        try
        {
            return new(Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new BenchmarkException($"{start.FileName} does not start: {e.Message}");
        }
    }

    /// <summary>The next line.</summary>
    /// <exception cref="BenchmarkException">The child ended, or said nothing for too long.</exception>
    public async Task<string> LineAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience, TimeProvider.System);
        try
        {
            return await Output.ReadLineAsync(limit.Token) ?? throw new BenchmarkException($"{_process.StartInfo.FileName} ended early");
        }
        catch (OperationCanceledException)
        {
            throw new BenchmarkException($"{_process.StartInfo.FileName} said nothing for {patience.TotalSeconds} s");
        }
    }

    /// <summary>Gives it a line.</summary>
    public async Task SayAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>All that it still says, until it ends.</summary>
    /// <exception cref="BenchmarkException">It ended with an error.</exception>
    public async Task<string> EndAsync()
    {
        var text = await Output.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return _process.ExitCode == 0 ? text : throw new BenchmarkException($"{_process.StartInfo.FileName} ended with {_process.ExitCode}");
    }

    /// <summary>Waits until it has ended by itself.</summary>
    /// <exception cref="BenchmarkException">It goes on for too long.</exception>
    public async Task ExitAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience, TimeProvider.System);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new BenchmarkException($"{_process.StartInfo.FileName} did not end in {patience.TotalSeconds} s");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }
}
