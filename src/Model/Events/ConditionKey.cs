using System.Text;

namespace Millwright.Model;

/// <summary>Which condition of the plant: one that a connection has, and which of its branches.</summary>
/// <param name="Connection">The connection it is heard of by.</param>
/// <param name="Id">The source's name of it.</param>
/// <param name="Branch">Empty for the condition as it is now.</param>
public readonly record struct ConditionKey(string Connection, string Id, string Branch)
{
    public static ConditionKey Of(Event happened, ConditionState state) => new(happened.Connection, state.Id, state.Branch);

    /// <summary>One word for it that is the same on every day, for addresses of the API.</summary>
    public string Word => EventId.Of(Connection, Encoding.UTF8.GetBytes($"{Id}\0{Branch}")).ToString();
}
