using System.Collections;
using System.Reflection;

namespace Millwright.Flow.Supervision;

/// <summary>Whether two option objects say the same, so that a reload touches only what changed.</summary>
internal static class OptionEquality
{
    /// <summary>Deeper options than this count as changed.</summary>
    private const int MaxDepth = 8;

    public static bool Same(object? a, object? b, int depth = 0)
    {
        if (ReferenceEquals(a, b))
            return true;
        if (a is null || b is null || a.GetType() != b.GetType() || depth > MaxDepth)
            return false;
        if (a.Equals(b))
            return true;
        if (a is string || (a.GetType().IsValueType && a is not TagSetup))
            return false;
        if (a is IEnumerable first && b is IEnumerable second)
            return SameElements(first.GetEnumerator(), second.GetEnumerator(), depth);
        foreach (var property in a.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.CanRead && property.GetIndexParameters().Length == 0 && !Same(property.GetValue(a), property.GetValue(b), depth + 1))
                return false;
        }
        return true;
    }

    private static bool SameElements(IEnumerator a, IEnumerator b, int depth)
    {
        while (true)
        {
            var (more, other) = (a.MoveNext(), b.MoveNext());
            if (more != other)
                return false;
            if (!more)
                return true;
            if (!Same(a.Current, b.Current, depth + 1))
                return false;
        }
    }
}
