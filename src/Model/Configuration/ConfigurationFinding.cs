namespace Millwright.Model;

/// <summary>Where in the configuration something stands.</summary>
/// <param name="File">The file, relative to the plant's folder.</param>
/// <param name="Line">The line, from 1; 0 for the file as a whole.</param>
public readonly record struct ConfigurationPlace(string File, int Line)
{
    public override string ToString() => Line > 0 ? $"{File}:{Line}" : File;
}

/// <summary>One thing that is wrong with the configuration, said so that its author can put it right.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Problem">What is wrong, naming the thing.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record ConfigurationFinding(ConfigurationPlace Place, string Problem, string Remedy)
{
    /// <summary>A warning lets the plant start; an error does not.</summary>
    public bool IsWarning { get; init; }

    public override string ToString() => $"{Place}: {Problem}; {Remedy}";
}

/// <summary>A finding of a part that knows its own options but not the file they stand in.</summary>
/// <param name="Key">The key below the part's own node, such as <c>address</c>; empty for the node itself.</param>
/// <param name="Problem">What is wrong, naming the thing.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record OptionProblem(string Key, string Problem, string Remedy);
