namespace Millwright.Model;

/// <summary>A tag's place in the tables of the running process: dense from 0, valid until the process ends, never stored.</summary>
/// <param name="Index">The index into per-tag tables.</param>
public readonly record struct TagHandle(int Index)
{
    public override string ToString() => $"#{Index}";
}
