using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Millwright.Host.Cli;

/// <summary>Help that opens with three examples that work on the demo plant.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    /// <summary>The examples by verb; the empty verb is the program itself.</summary>
    public static IReadOnlyDictionary<string, string[]> Examples { get; } = new Dictionary<string, string[]>
    {
        [""] = ["millwright demo", "millwright read press-shop/line1/press3/oil_temperature", "millwright query press-shop/line1/press3/oil_temperature --from now-1h"],
        ["run"] = ["millwright run samples/demo-plant", "millwright run samples/demo-plant --simulate", "millwright run . --listen 127.0.0.1:9000"],
        ["demo"] = ["millwright demo", "millwright demo --listen 127.0.0.1:9000", "millwright demo --plant samples/demo-plant"],
        ["check"] = ["millwright check samples/demo-plant", "millwright check samples/demo-plant --json", "millwright check --schema > plant.schema.json"],
        ["browse"] = ["millwright browse press3", "millwright browse modbus-tcp://127.0.0.1:15020", "millwright browse press3 --yaml"],
        ["import"] = ["millwright import kepware project.json --out my-plant --as acme/berlin", "millwright import ignition tags.json --address \"Ignition OPC UA Server=opc.tcp://10.0.3.9:62541\"", "millwright import csv tags.csv --part > areas/press-shop.yaml"],
        ["read"] = ["millwright read press-shop/line1/press3/oil_temperature", "millwright read press-shop/line1/press3/oil_temperature --json", "millwright read modbus-tcp://127.0.0.1:15020 \"holding 100\""],
        ["write"] = ["millwright write press-shop/line1/press3/melt_setpoint 230", "millwright write press-shop/line1/press3/melt_setpoint 230 --reason \"warm-up\"", "millwright write press-shop/line1/press3/melt_setpoint 230 --json"],
        ["query"] = ["millwright query press-shop/line1/press3/oil_temperature", "millwright query press-shop/line1/press3/oil_temperature --from now-1h --points 60", "millwright query \"SELECT time, value FROM samples WHERE tag = 'press-shop/line1/press3/oil_temperature' AND time > now() - INTERVAL 5 MINUTE\""],
        ["export"] = ["millwright export parquet /tmp/history --from now-7d", "millwright export csv /tmp/press3 --from 2026-03-01 --to 2026-04-01 --tags press-shop/line1/press3/*", "millwright export parquet /tmp/history --from now-1h --tags energy/main/active_power"],
        ["history"] = ["millwright history import /tmp/history", "millwright history import old.csv --time Zeit --tag Messstelle --value Wert --under press-shop/line1", "millwright history import wide.parquet --wide --time ts --time-unit ms --into telegraf"],
        ["verify"] = ["millwright verify", "millwright verify samples/demo-plant", "millwright verify samples/demo-plant --json"],
        ["historian"] = ["millwright historian info", "millwright historian backup /mnt/backup/plant", "millwright historian verify --plant samples/demo-plant"],
        ["sim"] = ["millwright sim", "millwright sim --list", "millwright sim --inject press3:unit-silence"],
        ["pki"] = ["millwright pki list", "millwright pki trust 3F2A", "millwright pki export --output millwright.der"],
        ["mqtt"] = ["millwright mqtt status", "millwright mqtt topics \"acme/#\"", "millwright mqtt publish acme/press3/note \"oil changed\" --retain"],
        ["token"] = ["millwright token add grafana --role viewer", "millwright token list", "millwright token remove grafana"],
        ["user"] = ["millwright user link", "millwright user list", "millwright user add anna --role operator"],
    };

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        var verb = command is RootCommand ? "" : command.Parents.OfType<Command>().FirstOrDefault() is RootCommand ? command.Name : command.Parents.First().Name;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in Examples[verb])
            output.WriteLine($"  {example}");
        output.WriteLine();
        return new HelpAction().Invoke(parseResult);
    }
}
