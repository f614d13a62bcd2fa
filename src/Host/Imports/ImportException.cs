namespace Millwright.Host.Imports;

/// <summary>A file that cannot be imported at all.</summary>
/// <param name="place">The file, with the place in it where that is known.</param>
/// <param name="what">What is wrong.</param>
/// <param name="remedy">What to do about it.</param>
internal sealed class ImportException(string place, string what, string remedy) : Exception($"{place}: {what}; {remedy}")
{
    public string Place => place;

    public string What => what;

    public string Remedy => remedy;
}
