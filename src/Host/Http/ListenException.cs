namespace Millwright.Host.Http;

/// <summary>The node cannot be reached over HTTP where it should be.</summary>
internal sealed class ListenException(string problem, string remedy, Exception? inner = null) : Exception($"{problem}; {remedy}", inner)
{
    public string Problem { get; } = problem;

    public string Remedy { get; } = remedy;
}
