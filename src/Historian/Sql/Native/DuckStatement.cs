namespace Millwright.Historian.Sql.Native;

/// <summary>One prepared statement.</summary>
internal sealed unsafe class DuckStatement : IDisposable
{
    private readonly DuckLibrary _library;
    private nint _statement;

    private DuckStatement(DuckLibrary library, nint statement) => (_library, _statement) = (library, statement);

    public DuckStatementType Type => (DuckStatementType)_library.PreparedStatementType(_statement);

    /// <summary>The number of placeholders in it.</summary>
    public int Parameters => (int)_library.ParameterCount(_statement);

    public IReadOnlyList<(string Name, DuckType Type)> Columns
    {
        get
        {
            var columns = new (string, DuckType)[(int)_library.PreparedColumnCount(_statement)];
            for (var i = 0; i < columns.Length; i++)
            {
                var name = _library.PreparedColumnName(_statement, (ulong)i);
                columns[i] = (DuckText.Read(name), (DuckType)_library.PreparedColumnType(_statement, (ulong)i));
                _library.Free(name);
            }
            return columns;
        }
    }

    /// <summary>Prepares the one statement of a text.</summary>
    /// <exception cref="DuckException">It is not understood, or is not one.</exception>
    public static DuckStatement Prepare(DuckDatabase database, string sql)
    {
        var library = database.Library;
        nint extracted;
        fixed (byte* text = DuckText.Of(sql))
        {
            var count = library.ExtractStatements(database.Connection, text, &extracted);
            try
            {
                if (count != 1)
                {
                    var error = DuckText.Read(library.ExtractStatementsError(extracted));
                    throw new DuckException(error.Length > 0 ? error : $"Parser Error: there are {count} statements; send one");
                }
                nint statement;
                var state = library.PrepareExtractedStatement(database.Connection, extracted, 0, &statement);
                var prepared = new DuckStatement(library, statement);
                if (state == 0)
                    return prepared;
                var message = DuckText.Read(library.PrepareError(statement));
                prepared.Dispose();
                throw new DuckException(message);
            }
            finally
            {
                library.DestroyExtracted(&extracted);
            }
        }
    }

    /// <summary>Begins to run it; its rows are made as they are fetched.</summary>
    /// <exception cref="DuckException">It fails before the first row.</exception>
    public DuckResult Run()
    {
        nint pending;
        var started = _library.PendingPreparedStreaming(_statement, &pending);
        try
        {
            if (started != 0)
                throw new DuckException(DuckText.Read(_library.PendingError(pending)));
            var result = new DuckResult(_library, Columns);
            try
            {
                result.Execute(pending);
                return result;
            }
            catch (DuckException)
            {
                result.Dispose();
                throw;
            }
        }
        finally
        {
            _library.DestroyPending(&pending);
        }
    }

    public void Dispose()
    {
        if (_statement == 0)
            return;
        fixed (nint* statement = &_statement)
            _library.DestroyPrepare(statement);
        _statement = 0;
    }
}
