using System.Globalization;
using System.Security.Cryptography;
using Millwright.Historian.Sql;
using Millwright.Historian.Sql.Native;
using Millwright.Model;

namespace Millwright.Historian.Parquet;

/// <summary>Samples as files, sorted by tag and time: the open form of the history (docs/howto/parquet.md).</summary>
public sealed class HistoryFiles(SqlEngine engine)
{
    private const string Columns = "tag, time, nanos, value, text, kind, quality, status";

    /// <summary>Writes the samples of a period to a new file, and counts them by reading it.</summary>
    /// <param name="path">The file, in a folder of its own.</param>
    /// <param name="format">Its form.</param>
    /// <param name="from">The beginning, included.</param>
    /// <param name="to">The end, not included.</param>
    /// <param name="tags">Paths, or beginnings of paths that end in <c>*</c>, of which a tag fits one; all tags when empty.</param>
    /// <param name="cancellation">Stops it; what is written so far stays behind.</param>
    /// <exception cref="SqlException">It cannot be written.</exception>
    public Task<HistoryFile> WriteAsync(string path, HistoryFormat format, Timestamp from, Timestamp to, IReadOnlyList<string> tags, CancellationToken cancellation) =>
        Task.Run(() => Write(path, format, from, to, tags, cancellation), CancellationToken.None);

    private HistoryFile Write(string path, HistoryFormat format, Timestamp from, Timestamp to, IReadOnlyList<string> tags, CancellationToken cancellation)
    {
        using var session = Open(path, cancellation);
        using var stop = cancellation.Register(session.Interrupt);
        try
        {
            var select = $"SELECT {Columns} FROM samples WHERE {ConditionOf(from, to, tags)}";
            session.PushDown(select);
            var form = format == HistoryFormat.Parquet ? "FORMAT parquet, COMPRESSION zstd" : "FORMAT csv, HEADER true";
            session.Database.Execute($"COPY ({select}) TO {SqlSession.Literal(path)} ({form})");
            cancellation.ThrowIfCancellationRequested();
            var rows = long.Parse(session.Database.ReadText($"SELECT count(*)::VARCHAR FROM {SourceOf(path, format)}", 0), CultureInfo.InvariantCulture);
            using var file = File.OpenRead(path);
            return new(rows, file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
        }
        catch (DuckException e)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new SqlException(SqlFault.Statement, $"the samples from {from} to {to} cannot be written: {e.Message}", "see that there is room for the file; ask for a shorter time or fewer tags");
        }
    }

    /// <summary>One thread: it reads tag after tag in the order of their paths, which is the order of the file, and nothing needs to be sorted.</summary>
    private SqlSession Open(string path, CancellationToken cancellation)
    {
        try
        {
            return engine.Open(threads: 1, Path.GetDirectoryName(Path.GetFullPath(path))!, cancellation);
        }
        catch (DuckException e)
        {
            throw new SqlException(SqlFault.Statement, e.Message, "see the node's log");
        }
    }

    private static string ConditionOf(Timestamp from, Timestamp to, IReadOnlyList<string> tags)
    {
        var time = string.Create(CultureInfo.InvariantCulture, $"time >= '{from.ToDateTime():yyyy-MM-dd HH:mm:ss.ffffff}+00' AND time < '{to.ToDateTime():yyyy-MM-dd HH:mm:ss.ffffff}+00'");
        if (tags.Count == 0)
            return time;
        var conditions = tags.Select(t => t.EndsWith('*') ? $"starts_with(tag, {SqlSession.Literal(t[..^1])})" : $"tag = {SqlSession.Literal(t)}");
        return $"{time} AND ({string.Join(" OR ", conditions)})";
    }

    private static string SourceOf(string path, HistoryFormat format) => format == HistoryFormat.Parquet
        ? $"read_parquet({SqlSession.Literal(path)})"
        : $"read_csv({SqlSession.Literal(path)}, header = true, all_varchar = true)";
}
