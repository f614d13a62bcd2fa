using Millwright.Benchmarks.Processes;

namespace Millwright.Benchmarks.Modbus;

/// <summary>libmodbus's client and server, compiled for this run from the programs of the interoperability tests.</summary>
internal sealed class Peers(string folder)
{
    public string Client => Path.Combine(folder, "libmodbus_client");

    public string Server => Path.Combine(folder, "libmodbus_server");

    /// <exception cref="BenchmarkException">No compiler, or no libmodbus.</exception>
    public static async Task<Peers> CompileAsync(string folder)
    {
        var sources = Path.Combine(Repository.Root, "tests", "Interop.Tests", "peers");
        var peers = new Peers(folder);
        foreach (var program in new[] { peers.Client, peers.Server })
        {
            var source = Path.Combine(sources, Path.GetFileName(program) + ".c");
            await using var gcc = Child.Start("gcc", ["-O2", "-I/usr/include/modbus", source, "-o", program, "-lmodbus"]);
            try
            {
                await gcc.EndAsync();
            }
            catch (BenchmarkException)
            {
                throw new BenchmarkException("the libmodbus programs do not compile; apt-get install gcc libmodbus-dev");
            }
        }
        return peers;
    }

    public async Task<(Child Server, int Port)> StartServerAsync()
    {
        var port = Ports.Free();
        var server = Child.Start(Server, ["tcp", $"{port}"]);
        await server.LineAsync(TimeSpan.FromSeconds(5));
        return (server, port);
    }
}
