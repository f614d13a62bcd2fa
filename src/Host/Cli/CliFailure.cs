namespace Millwright.Host.Cli;

/// <summary>Ends a verb with exit code 1 and a line on standard error: <c>error: place: what; remedy</c>.</summary>
/// <param name="place">The file, folder, tag or address concerned.</param>
/// <param name="what">What is wrong.</param>
/// <param name="remedy">What to do about it.</param>
internal sealed class CliFailure(string place, string what, string remedy) : Exception($"{place}: {what}; {remedy}");
