namespace Millwright.Historian.Sql.Tables;

/// <summary>What a column of a table holds.</summary>
public enum SqlType
{
    /// <summary>VARCHAR.</summary>
    Text,
    /// <summary>DOUBLE.</summary>
    Number,
    /// <summary>BIGINT.</summary>
    Integer,
    /// <summary>BOOLEAN.</summary>
    Flag,
    /// <summary>TIMESTAMP WITH TIME ZONE: microseconds of UTC.</summary>
    Time,
}

/// <summary>A column of a table.</summary>
/// <param name="Name">As it is asked for.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Description">A sentence for people.</param>
public sealed record SqlColumn(string Name, SqlType Type, string Description);
