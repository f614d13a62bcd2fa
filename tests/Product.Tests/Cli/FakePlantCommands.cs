using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Control.Audit;
using Millwright.Host.Cli;
using Millwright.Product.Tests.Control;

namespace Millwright.Product.Tests.Cli;

/// <summary>Remembers what it was asked for.</summary>
internal sealed class FakePlantCommands : IPlantCommands
{
    public List<string> Calls { get; } = [];

    public VerifyReport? Report { get; set; }

    public Task<int> RunAsync(RunRequest request, CliConsole console, CancellationToken cancellation) => Note($"run {request.Folder} {request.Listen} {request.Simulate}");

    public Task<int> SimulateAsync(SimulateRequest request, CliConsole console, CancellationToken cancellation) =>
        Note($"sim {request.Folder} {request.List} {string.Join(' ', request.Inject)}");

    public Task<VerifyReport> VerifyAsync(string folder, CancellationToken cancellation) => Task.FromResult(Report!);

    public Task<string> CreateSignInLinkAsync(string folder, string? name, CancellationToken cancellation) =>
        Task.FromResult($"http://127.0.0.1:8080/sign-in?token=once-{name ?? "first"}");

    public MemoryFiles Files { get; } = new();

    public AuditTrail OpenAudit(string folder) => AuditTrail.Open(Files, "/audit", new(), TimeProvider.System, NullLogger.Instance);

    private Task<int> Note(string call)
    {
        Calls.Add(call);
        return Task.FromResult(CommandLine.Done);
    }
}
