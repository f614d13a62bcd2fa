using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Millwright.Host.Archives;
using Millwright.Host.Configuration.Loading;

namespace Millwright.Host.Cli;

/// <summary>The command line: one verb for each thing one does from a terminal.</summary>
/// <param name="Loader">Reads a plant; knows the drivers.</param>
/// <param name="Plants">What needs the composition of the plant.</param>
/// <param name="Console">Where output goes.</param>
/// <param name="Clock">The time.</param>
/// <param name="Version">What <c>--version</c> says.</param>
internal sealed record CommandLine(PlantLoader Loader, IPlantCommands Plants, CliConsole Console, TimeProvider Clock, string Version)
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;

    /// <summary>Runs one command.</summary>
    /// <returns>0 done, 1 failed, 2 not understood.</returns>
    public async Task<int> RunAsync(string[] arguments, CancellationToken cancellation)
    {
        var parsed = Root().Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is not (HelpWithExamples or VersionAction))
        {
            foreach (var error in parsed.Errors)
                Console.WriteError($"{PathOf(parsed.CommandResult.Command)}: {error.Message.TrimEnd('.')}; see {PathOf(parsed.CommandResult.Command)} --help");
            return Usage;
        }
        try
        {
            return await parsed.InvokeAsync(
                new() { Output = Console.Out, Error = Console.Error, EnableDefaultExceptionHandler = false }, cancellation);
        }
        catch (CliFailure failure)
        {
            Console.WriteError(failure.Message);
        }
        catch (ArchiveException failure)
        {
            Console.WriteError(failure.Message);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Console.WriteError("millwright: stopped before it was done; start it again");
        }
        return Failed;
    }

    private RootCommand Root()
    {
        var root = new RootCommand("Connects the machines of a factory, keeps their history, and acts on them safely.");
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction(Version);
        root.Add(RunVerb.Run(this));
        root.Add(RunVerb.Demo(this));
        root.Add(CheckVerb.Create(this));
        root.Add(BrowseVerb.Create(this));
        root.Add(ImportVerb.Create(this));
        root.Add(ReadVerb.Create(this));
        root.Add(WriteVerb.Create(this));
        root.Add(CallVerb.Create(this));
        root.Add(QueryVerb.Create(this));
        root.Add(EventsVerb.Create(this));
        root.Add(ExportVerb.Create(this));
        root.Add(HistoryVerb.Create(this));
        root.Add(VerifyVerb.Create(this));
        root.Add(HistorianVerb.Create(this));
        root.Add(SimVerb.Create(this));
        root.Add(UserVerb.Create(this));
        root.Add(TokenVerb.Create(this));
        root.Add(PkiVerb.Create(this));
        root.Add(MqttVerb.Create(this));
        root.SetAction(parsed =>
        {
            _ = new HelpWithExamples().Invoke(parsed);
            return Usage;
        });
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples();
        return root;
    }

    private static string PathOf(Command command) =>
        command is RootCommand ? "millwright" : $"{PathOf((Command)command.Parents.First())} {command.Name}";

    private sealed class VersionAction(string version) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"millwright {version}");
            return Done;
        }
    }
}
