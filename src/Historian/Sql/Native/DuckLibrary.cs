using System.Runtime.InteropServices;

namespace Millwright.Historian.Sql.Native;

/// <summary>The functions of libduckdb's C API (duckdb.h of 1.5) that are called here, found in a library that is loaded by its path.</summary>
/// <remarks>Once loaded a library stays until the process ends: it has threads and an allocator of its own.</remarks>
internal sealed unsafe class DuckLibrary
{
    public readonly delegate* unmanaged[Cdecl]<nint*, int> CreateConfig;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, int> SetConfig;
    public readonly delegate* unmanaged[Cdecl]<nint*, void> DestroyConfig;
    public readonly delegate* unmanaged[Cdecl]<byte*, nint*, nint, byte**, int> OpenExt;
    public readonly delegate* unmanaged[Cdecl]<nint*, void> Close;
    public readonly delegate* unmanaged[Cdecl]<nint, nint*, int> Connect;
    public readonly delegate* unmanaged[Cdecl]<nint*, void> Disconnect;
    public readonly delegate* unmanaged[Cdecl]<nint, void> Interrupt;
    public readonly delegate* unmanaged[Cdecl]<void*, void> Free;

    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint*, ulong> ExtractStatements;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*> ExtractStatementsError;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, ulong, nint*, int> PrepareExtractedStatement;
    public readonly delegate* unmanaged[Cdecl]<nint*, void> DestroyExtracted;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*> PrepareError;
    public readonly delegate* unmanaged[Cdecl]<nint, int> PreparedStatementType;
    public readonly delegate* unmanaged[Cdecl]<nint, ulong> ParameterCount;
    public readonly delegate* unmanaged[Cdecl]<nint, ulong> PreparedColumnCount;
    public readonly delegate* unmanaged[Cdecl]<nint, ulong, byte*> PreparedColumnName;
    public readonly delegate* unmanaged[Cdecl]<nint, ulong, int> PreparedColumnType;
    public readonly delegate* unmanaged[Cdecl]<nint*, void> DestroyPrepare;
    public readonly delegate* unmanaged[Cdecl]<nint, nint*, int> PendingPreparedStreaming;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*> PendingError;
    public readonly delegate* unmanaged[Cdecl]<nint, DuckResultData*, int> ExecutePending;
    public readonly delegate* unmanaged[Cdecl]<nint*, void> DestroyPending;

    public readonly delegate* unmanaged[Cdecl]<DuckResultData*, byte*> ResultError;
    public readonly delegate* unmanaged[Cdecl]<DuckResultData, nint> FetchChunk;
    public readonly delegate* unmanaged[Cdecl]<DuckResultData*, void> DestroyResult;
    public readonly delegate* unmanaged[Cdecl]<nint, ulong> ChunkSize;
    public readonly delegate* unmanaged[Cdecl]<nint, ulong, nint> ChunkVector;
    public readonly delegate* unmanaged[Cdecl]<nint, ulong, void> SetChunkSize;
    public readonly delegate* unmanaged[Cdecl]<nint*, void> DestroyChunk;
    public readonly delegate* unmanaged[Cdecl]<nint, void*> VectorData;
    public readonly delegate* unmanaged[Cdecl]<nint, ulong*> VectorValidity;
    public readonly delegate* unmanaged[Cdecl]<nint, void> EnsureValidityWritable;
    public readonly delegate* unmanaged[Cdecl]<nint, ulong, byte*, ulong, void> AssignText;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, void> ReferenceValue;
    public readonly delegate* unmanaged[Cdecl]<ulong> VectorSize;
    public readonly delegate* unmanaged[Cdecl]<byte*, ulong, nint> CreateText;
    public readonly delegate* unmanaged[Cdecl]<nint*, void> DestroyValue;
    public readonly delegate* unmanaged[Cdecl]<int, nint> CreateLogicalType;
    public readonly delegate* unmanaged[Cdecl]<nint*, void> DestroyLogicalType;

    public readonly delegate* unmanaged[Cdecl]<nint> CreateTableFunction;
    public readonly delegate* unmanaged[Cdecl]<nint*, void> DestroyTableFunction;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, void> TableFunctionSetName;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, void> TableFunctionSetBind;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, void> TableFunctionSetInit;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, void> TableFunctionSetLocalInit;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, void> TableFunctionSetFunction;
    public readonly delegate* unmanaged[Cdecl]<nint, byte, void> TableFunctionSupportsProjectionPushdown;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, int> RegisterTableFunction;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint, void> BindAddResultColumn;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, void> BindSetError;
    public readonly delegate* unmanaged[Cdecl]<nint, ulong> InitGetColumnCount;
    public readonly delegate* unmanaged[Cdecl]<nint, ulong, ulong> InitGetColumnIndex;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, nint, void> InitSetInitData;
    public readonly delegate* unmanaged[Cdecl]<nint, ulong, void> InitSetMaxThreads;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, void> InitSetError;
    public readonly delegate* unmanaged[Cdecl]<nint, nint> FunctionGetInitData;
    public readonly delegate* unmanaged[Cdecl]<nint, nint> FunctionGetLocalInitData;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, void> FunctionSetError;

    private readonly nint _module;

    /// <summary>Loads a library.</summary>
    /// <exception cref="DllNotFoundException">It is not there, or is none for this machine.</exception>
    /// <exception cref="EntryPointNotFoundException">It is no DuckDB of 1.5 or later.</exception>
    public DuckLibrary(string path)
    {
        _module = NativeLibrary.Load(path);
        CreateConfig = (delegate* unmanaged[Cdecl]<nint*, int>)Find("create_config");
        SetConfig = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, int>)Find("set_config");
        DestroyConfig = (delegate* unmanaged[Cdecl]<nint*, void>)Find("destroy_config");
        OpenExt = (delegate* unmanaged[Cdecl]<byte*, nint*, nint, byte**, int>)Find("open_ext");
        Close = (delegate* unmanaged[Cdecl]<nint*, void>)Find("close");
        Connect = (delegate* unmanaged[Cdecl]<nint, nint*, int>)Find("connect");
        Disconnect = (delegate* unmanaged[Cdecl]<nint*, void>)Find("disconnect");
        Interrupt = (delegate* unmanaged[Cdecl]<nint, void>)Find("interrupt");
        Free = (delegate* unmanaged[Cdecl]<void*, void>)Find("free");
        ExtractStatements = (delegate* unmanaged[Cdecl]<nint, byte*, nint*, ulong>)Find("extract_statements");
        ExtractStatementsError = (delegate* unmanaged[Cdecl]<nint, byte*>)Find("extract_statements_error");
        PrepareExtractedStatement = (delegate* unmanaged[Cdecl]<nint, nint, ulong, nint*, int>)Find("prepare_extracted_statement");
        DestroyExtracted = (delegate* unmanaged[Cdecl]<nint*, void>)Find("destroy_extracted");
        PrepareError = (delegate* unmanaged[Cdecl]<nint, byte*>)Find("prepare_error");
        PreparedStatementType = (delegate* unmanaged[Cdecl]<nint, int>)Find("prepared_statement_type");
        ParameterCount = (delegate* unmanaged[Cdecl]<nint, ulong>)Find("nparams");
        PreparedColumnCount = (delegate* unmanaged[Cdecl]<nint, ulong>)Find("prepared_statement_column_count");
        PreparedColumnName = (delegate* unmanaged[Cdecl]<nint, ulong, byte*>)Find("prepared_statement_column_name");
        PreparedColumnType = (delegate* unmanaged[Cdecl]<nint, ulong, int>)Find("prepared_statement_column_type");
        DestroyPrepare = (delegate* unmanaged[Cdecl]<nint*, void>)Find("destroy_prepare");
        PendingPreparedStreaming = (delegate* unmanaged[Cdecl]<nint, nint*, int>)Find("pending_prepared_streaming");
        PendingError = (delegate* unmanaged[Cdecl]<nint, byte*>)Find("pending_error");
        ExecutePending = (delegate* unmanaged[Cdecl]<nint, DuckResultData*, int>)Find("execute_pending");
        DestroyPending = (delegate* unmanaged[Cdecl]<nint*, void>)Find("destroy_pending");
        ResultError = (delegate* unmanaged[Cdecl]<DuckResultData*, byte*>)Find("result_error");
        FetchChunk = (delegate* unmanaged[Cdecl]<DuckResultData, nint>)Find("fetch_chunk");
        DestroyResult = (delegate* unmanaged[Cdecl]<DuckResultData*, void>)Find("destroy_result");
        ChunkSize = (delegate* unmanaged[Cdecl]<nint, ulong>)Find("data_chunk_get_size");
        ChunkVector = (delegate* unmanaged[Cdecl]<nint, ulong, nint>)Find("data_chunk_get_vector");
        SetChunkSize = (delegate* unmanaged[Cdecl]<nint, ulong, void>)Find("data_chunk_set_size");
        DestroyChunk = (delegate* unmanaged[Cdecl]<nint*, void>)Find("destroy_data_chunk");
        VectorData = (delegate* unmanaged[Cdecl]<nint, void*>)Find("vector_get_data");
        VectorValidity = (delegate* unmanaged[Cdecl]<nint, ulong*>)Find("vector_get_validity");
        EnsureValidityWritable = (delegate* unmanaged[Cdecl]<nint, void>)Find("vector_ensure_validity_writable");
        AssignText = (delegate* unmanaged[Cdecl]<nint, ulong, byte*, ulong, void>)Find("vector_assign_string_element_len");
        ReferenceValue = (delegate* unmanaged[Cdecl]<nint, nint, void>)Find("vector_reference_value");
        VectorSize = (delegate* unmanaged[Cdecl]<ulong>)Find("vector_size");
        CreateText = (delegate* unmanaged[Cdecl]<byte*, ulong, nint>)Find("create_varchar_length");
        DestroyValue = (delegate* unmanaged[Cdecl]<nint*, void>)Find("destroy_value");
        CreateLogicalType = (delegate* unmanaged[Cdecl]<int, nint>)Find("create_logical_type");
        DestroyLogicalType = (delegate* unmanaged[Cdecl]<nint*, void>)Find("destroy_logical_type");
        CreateTableFunction = (delegate* unmanaged[Cdecl]<nint>)Find("create_table_function");
        DestroyTableFunction = (delegate* unmanaged[Cdecl]<nint*, void>)Find("destroy_table_function");
        TableFunctionSetName = (delegate* unmanaged[Cdecl]<nint, byte*, void>)Find("table_function_set_name");
        TableFunctionSetBind = (delegate* unmanaged[Cdecl]<nint, nint, void>)Find("table_function_set_bind");
        TableFunctionSetInit = (delegate* unmanaged[Cdecl]<nint, nint, void>)Find("table_function_set_init");
        TableFunctionSetLocalInit = (delegate* unmanaged[Cdecl]<nint, nint, void>)Find("table_function_set_local_init");
        TableFunctionSetFunction = (delegate* unmanaged[Cdecl]<nint, nint, void>)Find("table_function_set_function");
        TableFunctionSupportsProjectionPushdown = (delegate* unmanaged[Cdecl]<nint, byte, void>)Find("table_function_supports_projection_pushdown");
        RegisterTableFunction = (delegate* unmanaged[Cdecl]<nint, nint, int>)Find("register_table_function");
        BindAddResultColumn = (delegate* unmanaged[Cdecl]<nint, byte*, nint, void>)Find("bind_add_result_column");
        BindSetError = (delegate* unmanaged[Cdecl]<nint, byte*, void>)Find("bind_set_error");
        InitGetColumnCount = (delegate* unmanaged[Cdecl]<nint, ulong>)Find("init_get_column_count");
        InitGetColumnIndex = (delegate* unmanaged[Cdecl]<nint, ulong, ulong>)Find("init_get_column_index");
        InitSetInitData = (delegate* unmanaged[Cdecl]<nint, nint, nint, void>)Find("init_set_init_data");
        InitSetMaxThreads = (delegate* unmanaged[Cdecl]<nint, ulong, void>)Find("init_set_max_threads");
        InitSetError = (delegate* unmanaged[Cdecl]<nint, byte*, void>)Find("init_set_error");
        FunctionGetInitData = (delegate* unmanaged[Cdecl]<nint, nint>)Find("function_get_init_data");
        FunctionGetLocalInitData = (delegate* unmanaged[Cdecl]<nint, nint>)Find("function_get_local_init_data");
        FunctionSetError = (delegate* unmanaged[Cdecl]<nint, byte*, void>)Find("function_set_error");
    }

    private nint Find(string name) => NativeLibrary.GetExport(_module, "duckdb_" + name);
}

/// <summary>duckdb_result: all of it belongs to the library.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DuckResultData
{
    public ulong ColumnCount;
    public ulong RowCount;
    public ulong RowsChanged;
    public nint Columns;
    public nint ErrorMessage;
    public nint Internal;
}
