using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using Millwright.Publish.Stores.Postgres;

namespace Millwright.Host.Archives;

/// <summary>An archive in the tables of a PostgreSQL database, a CSV file for each day of UTC that has samples.</summary>
/// <param name="options">The database, checked.</param>
/// <param name="clock">The time.</param>
/// <param name="tags">The plant's tags, for writing; null for reading alone: then what the tables have counts, not what was once brought to them.</param>
internal sealed class PostgresPlace(PostgresOptions options, TimeProvider clock, Func<CancellationToken, Task<IReadOnlyList<PostgresTag>>>? tags) : IArchivePlace
{
    private const string Before = "samples/day=";
    private const string Behind = "/samples.csv";
    private const string DayForm = "yyyy-MM-dd";

    private readonly PostgresArchive _archive = new(options, clock);
    private IReadOnlyList<PostgresTag>? _tags;
    private bool _isMade;

    public string NameOf(string path) => $"{options.Address} {path}".TrimEnd();

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation) => AskAsync<IReadOnlyList<string>>("", async () =>
        [.. (await _archive.DaysAsync(cancellation)).Select(d => Before + d.ToString(DayForm, CultureInfo.InvariantCulture) + Behind)], cancellation);

    public Task<ArchivedFile?> FindAsync(string path, CancellationToken cancellation) => AskAsync(path, async () =>
        await _archive.FindAsync(path, cancellation) is { } found ? new ArchivedFile(found.Bytes, found.Sha256) : null, cancellation);

    public Task<LocalFile?> FetchAsync(string path, CancellationToken cancellation) => AskAsync(path, async () =>
    {
        var isDay = TryDay(path, out var day);
        var content = isDay || tags is null ? null : (await _archive.FindAsync(path, cancellation))?.Content;
        if (!isDay && content is null)
            return null;
        var file = LocalFile.Temporary();
        try
        {
            if (isDay)
                await _archive.CopyAsync(day, file.Path, cancellation);
            else
                await File.WriteAllTextAsync(file.Path, content, cancellation);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }, cancellation);

    public LocalFile Begin(string path) => LocalFile.Temporary();

    public Task KeepAsync(string path, LocalFile written, string sha256, CancellationToken cancellation) => AskAsync(path, async () =>
    {
        if (TryDay(path, out var day))
            await _archive.KeepAsync(path, written.Path, sha256, day, _tags ??= await tags!(cancellation), cancellation);
        else
            await _archive.KeepTextAsync(path, await File.ReadAllTextAsync(written.Path, cancellation), sha256, cancellation);
        return true;
    }, cancellation);

    public void Dispose() => _archive.Dispose();

    private static bool TryDay(string path, out DateOnly day)
    {
        day = default;
        return path.StartsWith(Before, StringComparison.Ordinal) && path.EndsWith(Behind, StringComparison.Ordinal)
            && DateOnly.TryParseExact(path.AsSpan(Before.Length, path.Length - Before.Length - Behind.Length), DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
    }

    private async Task<T> AskAsync<T>(string path, Func<Task<T>> ask, CancellationToken cancellation)
    {
        try
        {
            if (!_isMade)
                await _archive.MakeAsync(cancellation);
            _isMade = true;
            return await ask();
        }
        catch (Exception e) when (e is DbException or SocketException or TimeoutException)
        {
            throw new ArchiveException(NameOf(path), e.Message.ReplaceLineEndings(" ").TrimEnd('.'), "see the address, the user, PGPASSWORD, and the user's rights", e);
        }
        catch (InvalidDataException e)
        {
            throw new ArchiveException(NameOf(path), e.Message, "configure the tag, or leave it out with --tags", e);
        }
    }
}
