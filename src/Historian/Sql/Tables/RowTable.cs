using Millwright.Historian.Sql.Pushdown;
using Millwright.Model;

namespace Millwright.Historian.Sql.Tables;

/// <summary>A table of rows that are at hand, such as the tags.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">A sentence for people.</param>
/// <param name="columns">Its columns.</param>
/// <param name="rows">Its rows now, a cell for each column: none for NULL, times as ticks.</param>
internal sealed class RowTable(string name, string description, IReadOnlyList<SqlColumn> columns, Func<IEnumerable<TagValue[]>> rows)
    : SqlTable(name, description, columns)
{
    public override ITableScan Scan(ScanFilter filter, CancellationToken cancellation) => new OneScan(Columns, rows().GetEnumerator());

    /// <summary>A time as a cell, none for none.</summary>
    public static TagValue Cell(Timestamp time) => time.IsNone ? TagValue.None : TagValue.Of(time.Ticks);

    /// <summary>A text as a cell, none for null.</summary>
    public static TagValue Cell(string? text) => text is null ? TagValue.None : TagValue.Of(text);

    private sealed class OneScan(IReadOnlyList<SqlColumn> columns, IEnumerator<TagValue[]> rows) : ITableScan, IChunkSource
    {
        private readonly List<TagValue[]> _chunk = [];
        private readonly bool[] _isNull = new bool[2_048];

        public int MaxThreads => 1;

        public IChunkSource Open() => this;

        public int Fill(ChunkWriter chunk)
        {
            _chunk.Clear();
            while (_chunk.Count < Math.Min(chunk.Capacity, _isNull.Length) && rows.MoveNext())
                _chunk.Add(rows.Current);
            for (var column = 0; column < columns.Count && _chunk.Count > 0; column++)
            {
                if (chunk.Wants(column))
                    Fill(chunk, column);
            }
            return _chunk.Count;
        }

        public void Dispose() => rows.Dispose();

        private void Fill(ChunkWriter chunk, int column)
        {
            var hasNull = false;
            for (var row = 0; row < _chunk.Count; row++)
            {
                var cell = _chunk[row][column];
                _isNull[row] = cell.IsNone;
                hasNull |= cell.IsNone;
                if (cell.IsNone)
                    continue;
                switch (columns[column].Type)
                {
                    case SqlType.Text: chunk.SetText(column, row, cell.AsString()); break;
                    case SqlType.Number: chunk.Numbers(column)[row] = cell.ToDouble(); break;
                    case SqlType.Integer: chunk.Integers(column)[row] = (long)cell.Bits; break;
                    case SqlType.Flag: chunk.Flags(column)[row] = cell.AsBoolean(); break;
                    case SqlType.Time: chunk.Integers(column)[row] = ChunkWriter.Microseconds(new((long)cell.Bits)); break;
                }
            }
            if (hasNull)
                chunk.SetNulls(column, _isNull.AsSpan(0, _chunk.Count));
        }
    }
}
