namespace Millwright.Historian.Sql.Native;

/// <summary>The library has refused or failed; the message is its own, such as <c>Binder Error: ...</c>.</summary>
internal sealed class DuckException(string message) : Exception(message);
