using System.Text.Json.Nodes;
using Millwright.Flow.Sources;
using Millwright.Host.Configuration.Loading;
using Millwright.Model;

namespace Millwright.Host.Cli;

/// <summary>Reads addresses of a device without a plant: each is written as a tag is, <c>"register: holding 100, as: int16"</c>.</summary>
internal static class DirectReadVerb
{
    public static async Task<int> ReadAsync(CommandLine line, string address, string[] tags, bool asJson, CancellationToken cancellation)
    {
        var direct = DirectSource.Open(line.Loader.Drivers, address);
        if (tags.Length == 0)
            throw new CliFailure(address, "it is not said what to read", $"write it after the address; millwright browse {address} shows what there is");
        var setup = new List<SourceTag>();
        foreach (var text in tags)
        {
            var (options, findings) = TagText.Read(direct.Driver, text);
            if (findings.Count > 0)
                throw new CliFailure(text, findings[0].Problem, findings[0].Remedy);
            var problem = direct.Driver.CheckTag(direct.Options, options).FirstOrDefault();
            if (problem is not null)
                throw new CliFailure(text, problem.Problem, problem.Remedy);
            setup.Add(new(new(setup.Count), TagPath.Parse($"cli/tag{setup.Count}"), options, TimeSpan.FromSeconds(1)));
        }
        return await direct.UseAsync(setup, line.Clock, async source =>
        {
            using var batch = await source.ReadAsync([.. setup.Select(t => t.Handle)], cancellation);
            var rows = new List<string[]>();
            for (var i = 0; i < batch.Count; i++)
            {
                var sample = batch[i];
                rows.Add([direct.Driver.AddressOf(setup[sample.Tag.Index].Options).ToString()!, sample.Value.Kind.Word(), sample.Value.ToString(), sample.Quality.ToString()]);
            }
            if (asJson)
                line.Console.WriteJson(new JsonArray([.. rows.Select(Json)]));
            else
                line.Console.WriteTable(["ADDRESS", "TYPE", "VALUE", "QUALITY"], rows);
            return rows.Count == setup.Count ? CommandLine.Done : CommandLine.Failed;
        }, cancellation);
    }

    private static JsonNode Json(string[] row) =>
        new JsonObject { ["address"] = row[0], ["type"] = row[1], ["value"] = row[2], ["quality"] = row[3] };
}
