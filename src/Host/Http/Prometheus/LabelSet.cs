using Millwright.Host.Http.PromQl;

namespace Millwright.Host.Http.Prometheus;

/// <summary>The labels of a series, in the order of their names; the metric's name is the label <c>__name__</c>. Two of the same labels are equal.</summary>
internal sealed class LabelSet : IEquatable<LabelSet>, IComparable<LabelSet>
{
    public const string MetricName = "__name__";

    private readonly KeyValuePair<string, string>[] _labels;
    private readonly int _hash;

    /// <param name="labels">In any order; those without a value are left out.</param>
    public LabelSet(IEnumerable<KeyValuePair<string, string>> labels)
    {
        _labels = [.. labels.Where(l => l.Value.Length > 0)];
        Array.Sort(_labels, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        var hash = new HashCode();
        foreach (var (name, value) in _labels)
        {
            hash.Add(name);
            hash.Add(value);
        }
        _hash = hash.ToHashCode();
    }

    public static LabelSet Empty { get; } = new([]);

    public ReadOnlySpan<KeyValuePair<string, string>> All => _labels;

    /// <summary>The value of a label, empty when it is not there.</summary>
    public string this[string name]
    {
        get
        {
            foreach (var label in _labels)
            {
                if (label.Key == name)
                    return label.Value;
            }
            return "";
        }
    }

    public bool Match(IReadOnlyList<Matcher> matchers)
    {
        foreach (var matcher in matchers)
        {
            if (!matcher.Matches(this[matcher.Label]))
                return false;
        }
        return true;
    }

    public LabelSet WithoutName() => Without([MetricName]);

    public LabelSet Without(IReadOnlyCollection<string> names) => new(_labels.Where(l => !names.Contains(l.Key)));

    public LabelSet Only(IReadOnlyCollection<string> names) => new(_labels.Where(l => names.Contains(l.Key)));

    public bool Equals(LabelSet? other) => other is not null && _hash == other._hash && _labels.AsSpan().SequenceEqual(other._labels);

    public override bool Equals(object? obj) => Equals(obj as LabelSet);

    public override int GetHashCode() => _hash;

    /// <summary>By the name of the metric first, then label by label.</summary>
    public int CompareTo(LabelSet? other)
    {
        if (other is null)
            return 1;
        if (string.CompareOrdinal(this[MetricName], other[MetricName]) is not 0 and var byName)
            return byName;
        for (var i = 0; i < _labels.Length && i < other._labels.Length; i++)
        {
            var order = string.CompareOrdinal(_labels[i].Key, other._labels[i].Key);
            if (order == 0)
                order = string.CompareOrdinal(_labels[i].Value, other._labels[i].Value);
            if (order != 0)
                return order;
        }
        return _labels.Length.CompareTo(other._labels.Length);
    }

    /// <summary>As PromQL writes it, for messages.</summary>
    public override string ToString() =>
        $"{this[MetricName]}{{{string.Join(", ", _labels.Where(l => l.Key != MetricName).Select(l => $"{l.Key}=\"{l.Value}\""))}}}";
}
