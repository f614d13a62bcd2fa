using Millwright.Benchmarks.Processes;

namespace Millwright.Benchmarks.OpcUa;

/// <summary>One core for the server and one for the client, so that CPU a value is not a matter of who runs beside it.</summary>
internal static class Cores
{
    public const int Server = 0;
    public const int Client = 1;

    public static Child Start(int core, string program, params string[] arguments) =>
        Environment.ProcessorCount > Client
            ? Child.Start("taskset", ["-c", $"{core}", program, .. arguments])
            : throw new BenchmarkException("there is one core only; server and client need one each");
}
