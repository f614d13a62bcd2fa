using System.Diagnostics.CodeAnalysis;
using Millwright.Model;

namespace Millwright.Flow.Tags;

/// <summary>All tags of the running process: handle, path and identity lead to the definition. Reads take no lock.</summary>
/// <remarks>
/// Handles are dense and never reused; a tag that is removed keeps its handle until the process ends. The ways in are sorted arrays of
/// handles: a tenth of what dictionaries take for a hundred thousand tags, and asked for by people and starts, not by samples.
/// </remarks>
public sealed class TagTable
{
    private readonly Lock _gate = new();
    private volatile State _state = new([], [], [], 0);

    /// <summary>The number of handles given so far; per-tag tables need this many entries.</summary>
    public int Count => _state.Definitions.Length;

    /// <summary>Changes with every change of a definition, so that what was derived from them can be made anew.</summary>
    public int Version => _state.Version;

    /// <summary>The tags that are configured now, in path order.</summary>
    public IReadOnlyList<TagHandle> Active => _state.ByPath;

    public TagDefinition this[TagHandle handle] => _state.Definitions[handle.Index];

    public bool TryFind(TagPath path, out TagHandle handle)
    {
        var state = _state;
        return TryFind(state, state.ByPath, path, static d => d.Path, out handle);
    }

    public bool TryFind(TagId id, out TagHandle handle)
    {
        var state = _state;
        return TryFind(state, state.ById, id, static d => d.Id, out handle);
    }

    public bool TryGet(TagHandle handle, [NotNullWhen(true)] out TagDefinition? definition)
    {
        var definitions = _state.Definitions;
        definition = (uint)handle.Index < (uint)definitions.Length ? definitions[handle.Index] : null;
        return definition is not null;
    }

    /// <summary>Puts the configured set in place: known identities keep their handles, new ones get one, the rest become inactive.</summary>
    /// <returns>The handles in the order given.</returns>
    /// <exception cref="ArgumentException">Two definitions have one path.</exception>
    public IReadOnlyList<TagHandle> Replace(IReadOnlyList<TagDefinition> definitions)
    {
        lock (_gate)
        {
            var (next, handles) = Place(definitions, replace: true);
            var byPath = handles.ToArray();
            Array.Sort(byPath, (a, b) => next[a.Index].Path.CompareTo(next[b.Index].Path));
            for (var i = 1; i < byPath.Length; i++)
            {
                if (next[byPath[i].Index].Path == next[byPath[i - 1].Index].Path)
                    throw new ArgumentException($"two tags have the path {next[byPath[i].Index].Path}", nameof(definitions));
            }
            _state = new(next, ById(next, _state.ById), byPath, _state.Version + 1);
            return handles;
        }
    }

    /// <summary>Makes tags known by identity alone, as the log and the blocks name them, without making them active.</summary>
    /// <returns>Their handles in the order given.</returns>
    public IReadOnlyList<TagHandle> Know(IReadOnlyList<TagDefinition> definitions)
    {
        lock (_gate)
        {
            var (next, handles) = Place(definitions, replace: false);
            if (next.Length > _state.Definitions.Length)
                _state = new(next, ById(next, _state.ById), _state.ByPath, _state.Version + 1);
            return handles;
        }
    }

    /// <summary>The table with the definitions in it, and the handles they have there.</summary>
    private (TagDefinition[] Table, TagHandle[] Handles) Place(IReadOnlyList<TagDefinition> definitions, bool replace)
    {
        var table = new List<TagDefinition>(_state.Definitions);
        var added = new Dictionary<TagId, TagHandle>();
        var handles = new TagHandle[definitions.Count];
        for (var i = 0; i < handles.Length; i++)
        {
            var definition = definitions[i];
            if (TryFind(definition.Id, out handles[i]) || added.TryGetValue(definition.Id, out handles[i]))
            {
                if (replace)
                    table[handles[i].Index] = definition;
                continue;
            }
            handles[i] = new(table.Count);
            added.Add(definition.Id, handles[i]);
            table.Add(definition);
        }
        return ([.. table], handles);
    }

    /// <summary>All handles in the order of identities: those that are new among those that are sorted already, whose identities never change.</summary>
    private static TagHandle[] ById(TagDefinition[] definitions, TagHandle[] known)
    {
        var added = new TagHandle[definitions.Length - known.Length];
        for (var i = 0; i < added.Length; i++)
            added[i] = new(known.Length + i);
        Array.Sort(added, Compare);
        var handles = new TagHandle[definitions.Length];
        var (left, right) = (0, 0);
        for (var i = 0; i < handles.Length; i++)
        {
            var takesKnown = right == added.Length || (left < known.Length && Compare(known[left], added[right]) < 0);
            handles[i] = takesKnown ? known[left++] : added[right++];
        }
        return handles;

        int Compare(TagHandle a, TagHandle b) => definitions[a.Index].Id.CompareTo(definitions[b.Index].Id);
    }

    private static bool TryFind<T>(State state, TagHandle[] sorted, T wanted, Func<TagDefinition, T> key, out TagHandle handle)
        where T : IComparable<T>
    {
        var low = 0;
        var high = sorted.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = key(state.Definitions[sorted[middle].Index]).CompareTo(wanted);
            if (order == 0)
            {
                handle = sorted[middle];
                return true;
            }
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        handle = default;
        return false;
    }

    /// <param name="Definitions">By handle.</param>
    /// <param name="ById">All handles in the order of identities.</param>
    /// <param name="ByPath">The active handles in the order of paths.</param>
    /// <param name="Version">Counted up with every change.</param>
    private sealed record State(TagDefinition[] Definitions, TagHandle[] ById, TagHandle[] ByPath, int Version);
}
