namespace Millwright.Historian.Sql;

/// <summary>Why a statement was not answered.</summary>
public enum SqlFault
{
    /// <summary>The library is missing or is none.</summary>
    NoLibrary,
    /// <summary>The statement is not understood, or asks for something that is not allowed.</summary>
    Statement,
    /// <summary>It took too long.</summary>
    Timeout,
    /// <summary>It needed too much memory.</summary>
    Memory,
    /// <summary>Too many others ran.</summary>
    Busy,
}

/// <summary>A statement was not answered, or not to its end.</summary>
/// <param name="fault">Why, for programs.</param>
/// <param name="problem">What is wrong, naming the thing.</param>
/// <param name="remedy">What to do about it.</param>
public sealed class SqlException(SqlFault fault, string problem, string remedy) : Exception($"{problem}; {remedy}")
{
    public SqlFault Fault => fault;

    public string Problem => problem;

    public string Remedy => remedy;
}
