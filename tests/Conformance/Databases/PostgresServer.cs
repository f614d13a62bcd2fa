using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Millwright.Product.Tests.Publish;

namespace Millwright.Databases;

/// <summary>Debian's PostgreSQL on the loopback: a cluster of its own in a temporary folder, which can be killed and started again.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string User = "postgres";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("millwright-postgres-");
    private readonly int _port = FreePorts.Next();
    private string? _programs;
    private Process? _process;

    /// <summary>The database as options write it.</summary>
    public string Address => $"postgresql://127.0.0.1:{_port}/postgres";

    public static string UserName => User;

    public async ValueTask InitializeAsync()
    {
        _programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
            : null;
        if (_programs is null)
            return;
        // The server refuses to run as root, and so does what makes its files.
        if (IsRoot)
            await RunAsync("chown", User, _folder.FullName);
        await RunAsync([.. AsUser, Path.Combine(_programs, "initdb"), "-D", Data, "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"]);
        await StartAsync();
    }

    /// <summary>Skips a test where there is no server.</summary>
    public void Need() => Assert.SkipUnless(_programs is not null, "PostgreSQL is not there: apt-get install postgresql");

    /// <summary>Starts the server and returns when it takes connections.</summary>
    public async Task StartAsync()
    {
        string[] command =
        [
            .. AsUser, Path.Combine(_programs!, "postgres"), "-D", Data, "-p", $"{_port}", "-h", "127.0.0.1", "-k", _folder.FullName,
            "-c", "logging_collector=on", "-c", $"log_directory={_folder.FullName}", "-c", "fsync=off", "-c", "max_connections=40", "-c", "autovacuum=off", "-c", "jit=off",
        ];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90), TimeProvider.System);
        while (true)
        {
            _process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = "/", RedirectStandardError = true })!;
            _ = _process.StandardError.ReadToEndAsync(patience.Token);
            while (!_process.HasExited)
            {
                if (await TryConnectAsync())
                    return;
                await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, patience.Token);
            }
            // What was killed a moment ago still holds its memory.
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>Kills the server at once, as a power cut of its machine would.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
        _folder.Delete(recursive: true);
    }

    private string Data => Path.Combine(_folder.FullName, "data");

    private static bool IsRoot => Environment.IsPrivilegedProcess;

    private static string[] AsUser => IsRoot ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups"] : [];

    /// <summary>True once it lets somebody in: until then it answers with an error.</summary>
    private async Task<bool> TryConnectAsync()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _port));
            var words = Encoding.ASCII.GetBytes($"user\0{User}\0database\0postgres\0\0");
            var hello = new byte[8 + words.Length];
            BinaryPrimitives.WriteInt32BigEndian(hello, hello.Length);
            BinaryPrimitives.WriteInt32BigEndian(hello.AsSpan(4), 3 << 16);
            words.CopyTo(hello, 8);
            await socket.SendAsync(hello);
            var answer = new byte[1];
            return await socket.ReceiveAsync(answer) == 1 && answer[0] == 'R';
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task RunAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = "/", RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}: {string.Concat(output)}");
    }
}
