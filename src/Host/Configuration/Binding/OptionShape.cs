using System.Collections.Concurrent;
using System.Reflection;

namespace Millwright.Host.Configuration.Binding;

/// <summary>The keys of an option class: its public properties that can be set.</summary>
internal sealed class OptionShape
{
    private readonly Dictionary<string, OptionKey> _keys;

    private OptionShape(Type type)
    {
        Keys =
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.SetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0)
                .Select(p => new OptionKey(p)),
        ];
        _keys = Keys.ToDictionary(k => k.Name);
    }

    public IReadOnlyList<OptionKey> Keys { get; }

    public OptionKey? Find(string key) => _keys.GetValueOrDefault(key);

    /// <summary>The shapes of all classes met so far; reading them by reflection is done once each.</summary>
    internal sealed class Cache
    {
        private readonly ConcurrentDictionary<Type, OptionShape> _shapes = new();

        public OptionShape Of(Type type) => _shapes.GetOrAdd(type, t => new(t));
    }
}
