namespace Millwright.OpcUa.Server;

/// <summary>Something that has to happen at a time.</summary>
internal interface IDue
{
    /// <param name="now">The clock's ticks.</param>
    /// <param name="stamp">What it was added with; an old one is out of date.</param>
    void Run(long now, int stamp);
}
