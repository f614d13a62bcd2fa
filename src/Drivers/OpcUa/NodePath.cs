using System.Buffers;
using System.Globalization;
using System.Text;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>One step of a path: a browse name whose namespace is given by index or, stable over restarts, by URI.</summary>
/// <param name="NamespaceUri">The namespace by URI; null to go by the index.</param>
/// <param name="NamespaceIndex">The index at the server.</param>
/// <param name="Name">The name within the namespace.</param>
internal readonly record struct NodePathStep(string? NamespaceUri, ushort NamespaceIndex, string Name);

/// <summary>
/// A path of browse names from the Objects folder, written like the text of a relative path (OPC 10000-4, A.2): <c>/2:Machine/2:Speed</c>.
/// A namespace by URI is <c>/nsu=urn:maker;Machine</c>; an ampersand stands before a character of a name that would end it.
/// </summary>
internal sealed class NodePath
{
    /// <summary>The most steps of a path.</summary>
    public const int MaxSteps = 64;

    private static readonly SearchValues<char> Reserved = SearchValues.Create("/.<>:#!&");

    private NodePath(IReadOnlyList<NodePathStep> steps) => Steps = steps;

    public IReadOnlyList<NodePathStep> Steps { get; }

    /// <summary>Reads a path that begins with a slash.</summary>
    public static bool TryParse(string text, out NodePath? path, out string? problem)
    {
        (path, problem) = (null, null);
        var steps = new List<NodePathStep>();
        var at = 0;
        while (at < text.Length)
        {
            if (text[at++] != '/')
            {
                problem = $"'{text}' has no '/' before '{text[(at - 1)..]}'";
                return false;
            }
            if (!TryReadStep(text, ref at, out var step, out problem))
                return false;
            steps.Add(step);
            if (steps.Count > MaxSteps)
            {
                problem = $"the path has more than {MaxSteps} steps";
                return false;
            }
        }
        if (steps.Count == 0)
        {
            problem = "the path names no node";
            return false;
        }
        // People write it from the root as often as from the folder that every path begins in.
        if (steps[0] is { NamespaceUri: null, NamespaceIndex: 0, Name: "Objects" } && steps.Count > 1)
            steps.RemoveAt(0);
        path = new(steps);
        return true;
    }

    /// <summary>The path for a server whose namespaces are these.</summary>
    /// <returns>Null when the server has no namespace of a URI in it.</returns>
    public RelativePath? Resolve(Func<string, int> indexOf)
    {
        var elements = new List<RelativePathElement>(Steps.Count);
        foreach (var step in Steps)
        {
            var index = step.NamespaceUri is { } uri ? indexOf(uri) : step.NamespaceIndex;
            if (index < 0)
                return null;
            elements.Add(new(WellKnownNodes.HierarchicalReferences, false, true, new QualifiedName((ushort)index, step.Name)));
        }
        return new RelativePath(elements);
    }

    /// <summary>A name with an ampersand before each character that has a meaning of its own.</summary>
    public static string Escape(string name)
    {
        if (!name.AsSpan().ContainsAny(Reserved))
            return name;
        var text = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (Reserved.Contains(letter))
                text.Append('&');
            text.Append(letter);
        }
        return text.ToString();
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var step in Steps)
        {
            text.Append('/');
            if (step.NamespaceUri is { } uri)
                text.Append(CultureInfo.InvariantCulture, $"nsu={uri};");
            else if (step.NamespaceIndex != 0)
                text.Append(CultureInfo.InvariantCulture, $"{step.NamespaceIndex}:");
            text.Append(Escape(step.Name));
        }
        return text.ToString();
    }

    private static bool TryReadStep(string text, ref int at, out NodePathStep step, out string? problem)
    {
        step = default;
        problem = null;
        string? uri = null;
        if (string.CompareOrdinal(text, at, "nsu=", 0, 4) == 0)
        {
            var end = text.IndexOf(';', at);
            if (end < at + 5)
            {
                problem = "a namespace by URI ends with ';', as in /nsu=urn:maker:machine;Speed";
                return false;
            }
            uri = text[(at + 4)..end];
            at = end + 1;
        }
        var index = uri is null ? ReadIndex(text, ref at) : (ushort)0;
        var name = new StringBuilder();
        for (; at < text.Length && text[at] != '/'; at++)
        {
            if (text[at] == '&' && at + 1 < text.Length)
                at++;
            name.Append(text[at]);
        }
        if (name.Length == 0)
        {
            problem = $"a step of '{text}' has no name";
            return false;
        }
        step = new(uri, index, name.ToString());
        return true;
    }

    private static ushort ReadIndex(string text, ref int at)
    {
        var colon = text.AsSpan(at).IndexOfAny(':', '/');
        if (colon <= 0 || text[at + colon] != ':' || !ushort.TryParse(text.AsSpan(at, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return 0;
        at += colon + 1;
        return index;
    }
}
