namespace Millwright.Historian.Sql.Native;

/// <summary>duckdb_type: the types that are read and written here; every other is read as text.</summary>
internal enum DuckType
{
    Invalid = 0,
    Boolean = 1,
    TinyInt = 2,
    SmallInt = 3,
    Integer = 4,
    BigInt = 5,
    UTinyInt = 6,
    USmallInt = 7,
    UInteger = 8,
    UBigInt = 9,
    Float = 10,
    Double = 11,
    Timestamp = 12,
    Date = 13,
    HugeInt = 16,
    Varchar = 17,
    Decimal = 19,
    TimestampSeconds = 20,
    TimestampMs = 21,
    TimestampNs = 22,
    TimestampTz = 31,
}

/// <summary>duckdb_statement_type: those that are told apart here.</summary>
internal enum DuckStatementType
{
    Invalid = 0,
    Select = 1,
    Explain = 4,
}
