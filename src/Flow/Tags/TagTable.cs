using System.Diagnostics.CodeAnalysis;
using Millwright.Model;

namespace Millwright.Flow.Tags;

/// <summary>All tags of the running process: handle, path and identity lead to the definition. Reads take no lock.</summary>
/// <remarks>Handles are dense and never reused; a tag that is removed keeps its handle until the process ends.</remarks>
public sealed class TagTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TagId, TagHandle> _handles = [];
    private volatile State _state = new([], new Dictionary<TagPath, TagHandle>(), 0);

    /// <summary>The number of handles given so far; per-tag tables need this many entries.</summary>
    public int Count => _state.Definitions.Length;

    /// <summary>Changes with every change of a definition, so that what was derived from them can be made anew.</summary>
    public int Version => _state.Version;

    /// <summary>The tags that are configured now, in path order.</summary>
    public IReadOnlyList<TagHandle> Active
    {
        get
        {
            var state = _state;
            return [.. state.ByPath.OrderBy(p => p.Key).Select(p => p.Value)];
        }
    }

    public TagDefinition this[TagHandle handle] => _state.Definitions[handle.Index];

    public bool TryFind(TagPath path, out TagHandle handle) => _state.ByPath.TryGetValue(path, out handle);

    public bool TryFind(TagId id, out TagHandle handle)
    {
        lock (_gate)
            return _handles.TryGetValue(id, out handle);
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
            var all = _state.Definitions.ToList();
            var byPath = new Dictionary<TagPath, TagHandle>(definitions.Count);
            var handles = new TagHandle[definitions.Count];
            for (var i = 0; i < handles.Length; i++)
                byPath.Add(definitions[i].Path, handles[i] = Place(definitions[i], all));
            _state = new([.. all], byPath, _state.Version + 1);
            return handles;
        }
    }

    /// <summary>Makes a tag known by identity alone, as the log and the blocks name it, without making it active.</summary>
    public TagHandle Know(TagDefinition definition)
    {
        lock (_gate)
        {
            if (_handles.TryGetValue(definition.Id, out var known))
                return known;
            var all = _state.Definitions.ToList();
            var handle = Place(definition, all);
            _state = new([.. all], _state.ByPath, _state.Version + 1);
            return handle;
        }
    }

    /// <summary>Makes many tags known by identity alone.</summary>
    /// <returns>Their handles in the order given.</returns>
    public IReadOnlyList<TagHandle> Know(IReadOnlyList<TagDefinition> definitions)
    {
        var handles = new TagHandle[definitions.Count];
        lock (_gate)
        {
            List<TagDefinition>? all = null;
            for (var i = 0; i < handles.Length; i++)
            {
                if (_handles.TryGetValue(definitions[i].Id, out handles[i]))
                    continue;
                all ??= [.. _state.Definitions];
                handles[i] = Place(definitions[i], all);
            }
            if (all is not null)
                _state = new([.. all], _state.ByPath, _state.Version + 1);
        }
        return handles;
    }

    private TagHandle Place(TagDefinition definition, List<TagDefinition> all)
    {
        if (_handles.TryGetValue(definition.Id, out var handle))
        {
            all[handle.Index] = definition;
            return handle;
        }
        handle = new(all.Count);
        _handles.Add(definition.Id, handle);
        all.Add(definition);
        return handle;
    }

    private sealed record State(TagDefinition[] Definitions, Dictionary<TagPath, TagHandle> ByPath, int Version);
}
