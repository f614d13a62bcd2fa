using System.Text.Json.Nodes;
using Millwright.Host.Archives;
using Millwright.Host.Configuration.Loading;
using Millwright.Host.Configuration.Plants;
using Millwright.Publish;
using Millwright.Publish.Stores.Postgres;

namespace Millwright.Host.Cli;

/// <summary>Finds the place that an archive's name means: a folder, a bucket in the storage of the plant's section <c>s3</c>, or a database.</summary>
/// <param name="plant">The plant's folder.</param>
/// <param name="loader">Reads it.</param>
/// <param name="client">Knows its tags.</param>
/// <param name="clock">The time.</param>
internal sealed class ArchivePlaces(string plant, PlantLoader loader, InstanceClient client, TimeProvider clock)
{
    private const int TagsAtOnce = 1_000;

    /// <summary>One to export to; a folder need not be there.</summary>
    /// <exception cref="CliFailure">It is none, or the plant cannot be read.</exception>
    public IArchivePlace ToWrite(string name, string format)
    {
        if (Database(name) is not { } database)
            return Files(name);
        return format == "csv" ? new PostgresPlace(database, clock, TagsAsync) : throw new CliFailure(name, "a database takes no Parquet", $"write millwright export csv {name}");
    }

    /// <summary>One to import from, which must be there.</summary>
    /// <exception cref="CliFailure">It is none, or the plant cannot be read.</exception>
    public IArchivePlace ToRead(string name)
    {
        if (Database(name) is { } database)
            return new PostgresPlace(database, clock, null);
        var place = Files(name);
        return place is not FolderPlace || Directory.Exists(name) ? place : throw new CliFailure(name, "there is no such file or folder", "name a .parquet or .csv file, or a folder of them");
    }

    private IArchivePlace Files(string name)
    {
        if (!S3Place.TryParse(name, out var bucket, out var prefix))
            return name.StartsWith("s3:", StringComparison.OrdinalIgnoreCase) ? throw new CliFailure(name, "names no bucket", "write s3://bucket/prefix") : new FolderPlace(name);
        return new S3Place(Configuration().Section<S3Options>(), bucket, prefix, clock);
    }

    /// <summary>The database that the plant forwards to where it is the same, with its user, password and schema; else the one that is named, with PGPASSWORD.</summary>
    private PostgresOptions? Database(string name)
    {
        if (!name.StartsWith("postgresql:", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("postgres:", StringComparison.OrdinalIgnoreCase))
            return null;
        if (Configuration().Section<PublishOptions>().Postgresql is { } known && known.Address == name)
            return known;
        var options = new PostgresOptions { Address = name };
        return options.Validate().FirstOrDefault() is { } problem ? throw new CliFailure(name, problem.Problem, problem.Remedy) : options;
    }

    private PlantConfiguration Configuration() =>
        loader.Load(plant).Configuration ?? throw new CliFailure(plant, "the plant cannot be read", $"see millwright check {plant}");

    private async Task<IReadOnlyList<PostgresTag>> TagsAsync(CancellationToken cancellation)
    {
        var tags = new List<PostgresTag>();
        for (var after = ""; ;)
        {
            var page = await client.GetAsync($"tags?limit={TagsAtOnce}&after={Uri.EscapeDataString(after)}", cancellation);
            tags.AddRange(page["items"]!.AsArray().Select(t => TagOf(t!)));
            if (page["next"]?.GetValue<string>() is not { } next)
                return tags;
            after = next;
        }
    }

    private static PostgresTag TagOf(JsonNode tag) => new(
        Guid.Parse(tag["id"]!.GetValue<string>()), tag["path"]!.GetValue<string>(), tag["connection"]!.GetValue<string>(), tag["type"]!.GetValue<string>(),
        tag["unit"]?["symbol"]?.GetValue<string>());
}
