using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Millwright.Historian.Sql.Native;
using Millwright.Historian.Sql.Pushdown;
using Millwright.Historian.Sql.Tables;

namespace Millwright.Historian.Sql.Functions;

/// <summary>Gives a table to the library as a function without arguments, which it reads with projection and on its own threads.</summary>
/// <remarks>It must live as long as the database knows it. An exception of the table becomes an error of the query.</remarks>
internal sealed unsafe class TableFunction
{
    private readonly DuckLibrary _library;
    private readonly CancellationToken _cancellation;
    private readonly InformationCallback _bind;
    private readonly InformationCallback _init;
    private readonly InformationCallback _initThread;
    private readonly FillCallback _fill;

    /// <param name="database">Where it becomes known.</param>
    /// <param name="name">What it is called there.</param>
    /// <param name="table">What it reads.</param>
    /// <param name="cancellation">Stops what it reads.</param>
    /// <exception cref="DuckException">The library does not take it.</exception>
    public TableFunction(DuckDatabase database, string name, SqlTable table, CancellationToken cancellation)
    {
        (_library, Name, Table, _cancellation) = (database.Library, name, table, cancellation);
        // Kept in fields: the library holds only their addresses.
        (_bind, _init, _initThread, _fill) = (Bind, Init, InitThread, Fill);
        var function = _library.CreateTableFunction();
        try
        {
            fixed (byte* text = DuckText.Of(name))
                _library.TableFunctionSetName(function, text);
            _library.TableFunctionSetBind(function, Marshal.GetFunctionPointerForDelegate(_bind));
            _library.TableFunctionSetInit(function, Marshal.GetFunctionPointerForDelegate(_init));
            _library.TableFunctionSetLocalInit(function, Marshal.GetFunctionPointerForDelegate(_initThread));
            _library.TableFunctionSetFunction(function, Marshal.GetFunctionPointerForDelegate(_fill));
            _library.TableFunctionSupportsProjectionPushdown(function, 1);
            if (_library.RegisterTableFunction(database.Connection, function) != 0)
                throw new DuckException($"Catalog Error: {name} cannot be registered");
        }
        finally
        {
            _library.DestroyTableFunction(&function);
        }
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void InformationCallback(nint information);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void FillCallback(nint information, nint chunk);

    public string Name { get; }

    public SqlTable Table { get; }

    /// <summary>The words of the last reading that failed, null when none did: of a stream that breaks, the library does not give them on.</summary>
    public string? Failure { get; private set; }

    /// <summary>What its readings may leave out.</summary>
    public ScanFilter Filter { get; set; } = ScanFilter.All;

    private static DuckType TypeOf(SqlType type) => type switch
    {
        SqlType.Number => DuckType.Double,
        SqlType.Integer => DuckType.BigInt,
        SqlType.Flag => DuckType.Boolean,
        SqlType.Time => DuckType.TimestampTz,
        _ => DuckType.Varchar,
    };

    private void Bind(nint information) => Report(information, _library.BindSetError, () =>
    {
        foreach (var column in Table.Columns)
        {
            var type = _library.CreateLogicalType((int)TypeOf(column.Type));
            fixed (byte* name = DuckText.Of(column.Name))
                _library.BindAddResultColumn(information, name, type);
            _library.DestroyLogicalType(&type);
        }
    });

    private void Init(nint information) => Report(information, _library.InitSetError, () =>
    {
        var places = new int[Table.Columns.Count];
        Array.Fill(places, -1);
        for (var place = 0UL; place < _library.InitGetColumnCount(information); place++)
        {
            // Where only rows are counted the library asks for a column that no table has.
            var column = _library.InitGetColumnIndex(information, place);
            if (column < (ulong)places.Length)
                places[column] = (int)place;
        }
        var scan = Table.Scan(Filter, _cancellation);
        _library.InitSetMaxThreads(information, (ulong)scan.MaxThreads);
        _library.InitSetInitData(information, HandleOf(new Reading(scan, places)), Freeing);
    });

    private void InitThread(nint information) => Report(information, _library.InitSetError, () =>
        _library.InitSetInitData(information, HandleOf(new Part()), Freeing));

    private void Fill(nint information, nint chunk) => Report(information, _library.FunctionSetError, () =>
    {
        var reading = (Reading)GCHandle.FromIntPtr(_library.FunctionGetInitData(information)).Target!;
        var part = (Part)GCHandle.FromIntPtr(_library.FunctionGetLocalInitData(information)).Target!;
        _cancellation.ThrowIfCancellationRequested();
        part.Source ??= reading.Scan.Open();
        var rows = part.Source.Fill(new(_library, chunk, reading.Places, (int)_library.VectorSize()));
        _library.SetChunkSize(chunk, (ulong)rows);
    });

    private static nint HandleOf(object target) => GCHandle.ToIntPtr(GCHandle.Alloc(target));

    private static nint Freeing => (nint)(delegate* unmanaged[Cdecl]<nint, void>)&Free;

    /// <summary>Nothing may be thrown through the library: what goes wrong becomes the query's error.</summary>
    private void Report(nint information, delegate* unmanaged[Cdecl]<nint, byte*, void> setError, Action action)
    {
        try
        {
            action();
        }
#pragma warning disable CA1031 // Every exception: it goes on as an error of the query.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failure = e.Message;
            fixed (byte* message = DuckText.Of(e.Message))
                setError(information, message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(nint data)
    {
        var handle = GCHandle.FromIntPtr(data);
        (handle.Target as IDisposable)?.Dispose();
        handle.Free();
    }

    private sealed record Reading(ITableScan Scan, int[] Places);

    private sealed class Part : IDisposable
    {
        public IChunkSource? Source { get; set; }

        public void Dispose() => Source?.Dispose();
    }
}
