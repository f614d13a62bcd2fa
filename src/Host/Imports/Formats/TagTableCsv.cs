using System.Text;

namespace Millwright.Host.Imports.Formats;

/// <summary>
/// A table of tags: the first line names the columns, each further line is a tag. <c>tag</c> is its path below the plant, <c>from</c> its connection;
/// <c>connection.driver</c>, <c>connection.address</c> and the like say what the connection is, in the first line that names it; all else is a key of
/// a tag as docs/configuration.md has it. An empty cell is no key. Commas or semicolons; quotes as in RFC 4180.
/// </summary>
internal static class TagTableCsv
{
    private const string TagColumn = "tag";
    private const string ConnectionColumns = "connection.";

    public static void Read(string file, ReadOnlyMemory<byte> bytes, ImportedPlant plant)
    {
        using var rows = Rows(file, Encoding.UTF8.GetString(bytes.Span)).GetEnumerator();
        if (!rows.MoveNext() || !rows.Current.Cells.Contains(TagColumn) || !rows.Current.Cells.Contains(ImportText.From))
            throw new ImportException($"{file}:1", "the columns 'tag' and 'from' are missing", "name the columns in the first line: tag,from,connection.driver,connection.address,register,as");
        var columns = rows.Current.Cells.Select(c => c.Trim()).ToList();
        var connections = new Dictionary<string, string>();
        while (rows.MoveNext())
        {
            var (cells, line) = rows.Current;
            if (cells.Count > columns.Count)
                throw new ImportException($"{file}:{line}", $"the line has {cells.Count} cells, the first one {columns.Count}", "put cells with commas into quotes");
            var values = columns.Zip(cells, (c, v) => (Column: c, Value: v.Trim())).Where(c => c.Value.Length > 0).ToList();
            string? Of(string column) => values.Find(v => v.Column == column).Value;
            var place = $"line {line}";
            if (Of(TagColumn) is not { } path || Of(ImportText.From) is not { } from)
            {
                plant.Lose(place, Of(TagColumn) ?? "tag", "has no path or no connection", "fill the columns 'tag' and 'from'");
                continue;
            }
            var own = values.Where(v => v.Column.StartsWith(ConnectionColumns, StringComparison.Ordinal)).ToList();
            if (!connections.TryGetValue(from, out var connection))
            {
                var keys = new TagKeys();
                foreach (var (column, value) in own)
                    keys.Add(column[ConnectionColumns.Length..], value);
                connections.Add(from, connection = plant.Connect(from, keys.All, place));
            }
            var tag = new TagKeys().Add(ImportText.From, connection);
            foreach (var (column, value) in values.Except(own).Where(v => v.Column is not (TagColumn or ImportText.From)))
                tag.Add(column, value);
            var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
            plant.Add(segments.SkipLast(1), segments.Length == 0 ? path : segments[^1], tag.All, place);
        }
    }

    private static IEnumerable<(List<string> Cells, int Line)> Rows(string file, string text)
    {
        var newline = text.IndexOf('\n', StringComparison.Ordinal);
        var first = newline < 0 ? text : text[..newline];
        var separator = first.Count(c => c == ';') > first.Count(c => c == ',') ? ';' : ',';
        var cells = new List<string>();
        var cell = new StringBuilder();
        var (isQuoted, line, start) = (false, 1, 1);
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            line += letter == '\n' ? 1 : 0;
            if (isQuoted)
            {
                if (letter != '"')
                    cell.Append(letter);
                else if (i + 1 < text.Length && text[i + 1] == '"')
                    cell.Append(text[++i]);
                else
                    isQuoted = false;
            }
            else if (letter == '"' && cell.Length == 0)
                isQuoted = true;
            else if (letter == separator)
                End();
            else if (letter == '\n')
            {
                End();
                if (cells.Exists(c => c.Length > 0))
                    yield return (cells, start);
                (cells, start) = ([], line);
            }
            else if (letter != '\r')
                cell.Append(letter);
        }
        if (isQuoted)
            throw new ImportException($"{file}:{start}", "a quote is not closed", "close it");
        End();
        if (cells.Exists(c => c.Length > 0))
            yield return (cells, start);

        void End()
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }
    }
}
