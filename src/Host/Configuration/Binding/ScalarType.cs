using System.Text.Json.Nodes;

namespace Millwright.Host.Configuration.Binding;

/// <summary>How one type is written as text.</summary>
/// <param name="Expected">What to write, for a message: <c>a duration such as 100 ms</c>.</param>
/// <param name="Read">The value of a text, null when the text is none; the second part is what is wrong where the type itself says it.</param>
/// <param name="Schema">The JSON Schema of it, made anew at each call.</param>
internal sealed record ScalarType(string Expected, Func<string, (object? Value, string? Problem)> Read, Func<JsonObject> Schema)
{
    /// <summary>The words allowed, for the nearest one; empty when they are not a closed set.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];
}
