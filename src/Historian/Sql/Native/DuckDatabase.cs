namespace Millwright.Historian.Sql.Native;

/// <summary>A database in memory with one connection.</summary>
/// <remarks>Everything but <see cref="Interrupt"/> belongs to one thread at a time.</remarks>
internal sealed unsafe class DuckDatabase : IDisposable
{
    private readonly Lock _gate = new();
    private nint _database;
    private nint _connection;

    /// <summary>Opens a database with these settings.</summary>
    /// <exception cref="DuckException">A setting is refused, or there is no memory.</exception>
    public DuckDatabase(DuckLibrary library, IEnumerable<(string Name, string Value)> settings)
    {
        Library = library;
        nint config;
        if (library.CreateConfig(&config) != 0)
            throw new DuckException("Out of Memory Error: no configuration");
        try
        {
            foreach (var (name, value) in settings)
            {
                fixed (byte* key = DuckText.Of(name), text = DuckText.Of(value))
                {
                    if (library.SetConfig(config, key, text) != 0)
                        throw new DuckException($"Settings Error: {name} = {value}");
                }
            }
            Open(config);
        }
        finally
        {
            library.DestroyConfig(&config);
        }
    }

    public DuckLibrary Library { get; }

    /// <summary>What the connection is called in the C API.</summary>
    public nint Connection => _connection;

    /// <summary>Stops what runs, from any thread; nothing after <see cref="Dispose"/>.</summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            if (_connection != 0)
                Library.Interrupt(_connection);
        }
    }

    /// <summary>Runs a statement whose rows nobody wants.</summary>
    /// <exception cref="DuckException">It fails.</exception>
    public void Execute(string sql)
    {
        using var statement = DuckStatement.Prepare(this, sql);
        using var result = statement.Run();
        while (result.Fetch())
        {
            // To its end.
        }
    }

    /// <summary>Runs a statement and reads one text of its first row.</summary>
    /// <exception cref="DuckException">It fails, or has no row.</exception>
    public string ReadText(string sql, int column)
    {
        using var statement = DuckStatement.Prepare(this, sql);
        using var result = statement.Run();
        return result.Fetch() ? result.Text(column, 0) : throw new DuckException("Invalid Error: no row");
    }

    public void Dispose()
    {
        lock (_gate)
        {
            fixed (nint* connection = &_connection, database = &_database)
            {
                if (*connection != 0)
                    Library.Disconnect(connection);
                if (*database != 0)
                    Library.Close(database);
            }
            (_connection, _database) = (0, 0);
        }
    }

    private void Open(nint config)
    {
        byte* error = null;
        fixed (byte* path = DuckText.Of(":memory:"))
        fixed (nint* database = &_database, connection = &_connection)
        {
            if (Library.OpenExt(path, database, config, &error) != 0)
            {
                var message = DuckText.Read(error);
                Library.Free(error);
                throw new DuckException(message);
            }
            if (Library.Connect(*database, connection) == 0)
                return;
        }
        Dispose();
        throw new DuckException("Connection Error: the database does not let itself be connected to");
    }
}
