using System.Globalization;
using System.Text;

namespace Millwright.Drivers.Payloads;

/// <summary>Rows of fields (RFC 4180), apart by the separator that the first row has: tabulator, semicolon or comma.</summary>
internal sealed class CsvRows
{
    public const int MaxRows = 65_536;
    public const int MaxColumns = 4_096;

    private CsvRows(List<List<string>> rows) => Rows = rows;

    public IReadOnlyList<IReadOnlyList<string>> Rows { get; }

    /// <summary>Null when there are more rows or columns than may be, or a quote does not end.</summary>
    public static CsvRows? Read(string text)
    {
        var begun = text.AsSpan().TrimStart("\r\n");
        var end = begun.IndexOf('\n');
        var first = end < 0 ? begun : begun[..end];
        var separator = first.Contains('\t') ? '\t' : first.Contains(';') ? ';' : ',';
        var rows = new List<List<string>>();
        var row = new List<string>();
        var field = new StringBuilder();
        var (quoted, hadQuotes) = (false, false);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length && quoted)
                return null;
            var letter = i < text.Length ? text[i] : '\n';
            if (quoted && letter == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (letter == '"' && (quoted || field.Length == 0))
            {
                (quoted, hadQuotes) = (!quoted, true);
            }
            else if (quoted || (letter != separator && letter != '\n'))
            {
                field.Append(letter);
            }
            else
            {
                var isBlank = letter == '\n' && row.Count == 0 && !hadQuotes && field.ToString().AsSpan().Trim().IsEmpty;
                if (!isBlank)
                    row.Add(field.ToString().Trim('\r', ' '));
                field.Clear();
                hadQuotes = false;
                if (row.Count > MaxColumns)
                    return null;
                if (letter != '\n' || row.Count == 0)
                    continue;
                if (rows.Count == MaxRows)
                    return null;
                rows.Add(row);
                row = [];
            }
        }
        return new(rows);
    }

    /// <summary>The index of a column by its number from 1, or by its name in the first row; -1 when there is none.</summary>
    public int ColumnOf(string column)
    {
        if (int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number - 1;
        for (var i = 0; Rows.Count > 0 && i < Rows[0].Count; i++)
        {
            if (Rows[0][i].Equals(column, StringComparison.OrdinalIgnoreCase))
                return i;
        }
        return -1;
    }

    /// <summary>True for a column that is named rather than numbered: the first row has the names.</summary>
    public static bool IsName(string? column) => column is not null && !int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
