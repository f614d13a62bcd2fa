using Millwright.Control.Audit;
using Millwright.Flow.Ledger;

namespace Millwright.Host.Cli;

/// <summary>What only the composition of the plant can do; the verbs around it belong to the command line.</summary>
internal interface IPlantCommands
{
    /// <summary>Runs a plant until cancelled.</summary>
    /// <returns>The exit code.</returns>
    Task<int> RunAsync(RunRequest request, CliConsole console, CancellationToken cancellation);

    /// <summary>Runs the simulators of a plant alone, lists them, or puts a fault into running ones.</summary>
    /// <returns>The exit code.</returns>
    Task<int> SimulateAsync(SimulateRequest request, CliConsole console, CancellationToken cancellation);

    /// <summary>Opens log, ledger and history of a plant that does not run, read-only, and compares them.</summary>
    Task<VerifyReport> VerifyAsync(string folder, CancellationToken cancellation);

    /// <summary>A new one-time sign-in link for an account, or for the first administrator when <paramref name="name"/> is null.</summary>
    Task<string> CreateSignInLinkAsync(string folder, string? name, CancellationToken cancellation);

    /// <summary>The audit trail of a plant that does not run.</summary>
    /// <exception cref="CliFailure">It cannot be opened.</exception>
    AuditTrail OpenAudit(string folder);
}

/// <summary>What <c>run</c> and <c>demo</c> were asked for.</summary>
/// <param name="Folder">The plant's folder.</param>
/// <param name="Listen">The address to listen on instead of the configured one, null for that.</param>
/// <param name="Simulate">True starts the simulators of the plant as well.</param>
internal sealed record RunRequest(string Folder, string? Listen, bool Simulate);

/// <summary>What <c>sim</c> was asked for.</summary>
/// <param name="Folder">The plant's folder.</param>
/// <param name="List">Lists machines and faults and ends.</param>
/// <param name="Inject">Faults to put in: <c>machine:fault</c>.</param>
internal sealed record SimulateRequest(string Folder, bool List, IReadOnlyList<string> Inject);

/// <summary>What the sums say.</summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="Differences">What does not add up, a sentence each; empty when all does.</param>
internal sealed record VerifyReport(LedgerSnapshot Ledger, IReadOnlyList<string> Differences);
