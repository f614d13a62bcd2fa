using Millwright.Processes;

namespace Millwright.Interop.Tests.Modbus;

/// <summary>Starts the third-party programs, or skips the test by the name of what is missing.</summary>
internal static class Peers
{
    private const string Python = "/usr/bin/python3";
    private static readonly SemaphoreSlim Compiling = new(1);

    private static string Folder { get; } = FindFolder();

    public static ChildProcess Pymodbus(string script, params string[] arguments)
    {
        NeedPython();
        return ChildProcess.Start(Python, ["-W", "ignore", Path.Combine(Folder, script), .. arguments]);
    }

    public static async Task<ChildProcess> LibmodbusAsync(string source, params string[] arguments) =>
        ChildProcess.Start(await CompileAsync(source), arguments);

    public static ChildProcess ModbusSerial(string script, params string[] arguments)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "modbus-serial")))
            Assert.Skip("needs modbus-serial: npm ci in tests/Interop.Tests/peers");
        return ChildProcess.Start(Need("node", "nodejs"), [Path.Combine(Folder, script), .. arguments]);
    }

    /// <summary>Two pseudo terminals tied together by socat, which stand for a serial cable.</summary>
    public static async Task<(ChildProcess Socat, string One, string Other)> CableAsync()
    {
        var folder = Directory.CreateTempSubdirectory("cable").FullName;
        var (one, other) = (Path.Combine(folder, "one"), Path.Combine(folder, "other"));
        var socat = ChildProcess.Start(Need("socat", "socat"), ["-d", "-d", $"pty,raw,echo=0,link={one}", $"pty,raw,echo=0,link={other}"]);
        await socat.LineAsync("starting data transfer loop");
        return (socat, one, other);
    }

    public static string Need(string program, string package)
    {
        var path = ChildProcess.Find(program);
        if (path is null)
            Assert.Skip($"needs {program}: apt-get install {package}");
        return path!;
    }

    private static void NeedPython()
    {
        if (!Directory.Exists("/usr/lib/python3/dist-packages/pymodbus"))
            Assert.Skip("needs pymodbus: apt-get install python3-pymodbus python3-serial python3-serial-asyncio");
    }

    private static async Task<string> CompileAsync(string source)
    {
        var gcc = Need("gcc", "gcc");
        if (!File.Exists("/usr/include/modbus/modbus.h"))
            Assert.Skip("needs libmodbus: apt-get install libmodbus-dev");
        var program = Path.Combine(AppContext.BaseDirectory, Path.GetFileNameWithoutExtension(source));
        await Compiling.WaitAsync();
        try
        {
            if (!File.Exists(program))
            {
                var (code, output) = await ChildProcess.RunAsync(
                    gcc, ["-O2", "-I/usr/include/modbus", Path.Combine(Folder, source), "-o", program, "-lmodbus"]);
                Assert.True(code == 0, output);
            }
        }
        finally
        {
            Compiling.Release();
        }
        return program;
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var peers = Path.Combine(folder.FullName, "tests", "Interop.Tests", "peers");
            if (Directory.Exists(peers))
                return peers;
        }
        throw new InvalidOperationException("The tests do not run from inside a checkout.");
    }
}
