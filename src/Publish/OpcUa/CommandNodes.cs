using Millwright.Model;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;
using Millwright.Publish.Plant;
using Millwright.Security;

namespace Millwright.Publish.OpcUa;

/// <summary>The commands of the plant as methods: a handle of its own for each, never that of a tag, kept as long as the face lives.</summary>
internal sealed class CommandNodes
{
    /// <summary>The first handle of a command; tags count from 0.</summary>
    public const int FirstHandle = 0x2000_0000;

    private readonly Lock _gate = new();
    private readonly List<PublishedCommand> _byHandle = [];

    /// <summary>The handle of a command; a changed one gets another.</summary>
    public int HandleOf(PublishedCommand command)
    {
        lock (_gate)
        {
            var known = _byHandle.FindIndex(c => IsSame(c, command));
            if (known >= 0)
                return FirstHandle + known;
            _byHandle.Add(command);
            return FirstHandle + _byHandle.Count - 1;
        }
    }

    /// <summary>The command behind a handle, null when it is none's.</summary>
    public PublishedCommand? Find(int handle)
    {
        lock (_gate)
            return handle >= FirstHandle && handle - FirstHandle < _byHandle.Count ? _byHandle[handle - FirstHandle] : null;
    }

    public static bool IsSame(PublishedCommand one, PublishedCommand other) =>
        one with { Arguments = [] } == other with { Arguments = [] } && one.Arguments.SequenceEqual(other.Arguments);

    /// <summary>Calls a command with the inputs of a client, of which the last is the reason.</summary>
    public static async ValueTask<(MethodOutcome Outcome, string? Problem)> CallAsync(
        PublishedCommand command, IPlantCalls calls, Identity who, IReadOnlyList<Variant> inputs, string? entry, CancellationToken cancellation)
    {
        if (inputs.Count != command.Arguments.Count + 1)
            return (MethodOutcome.Failed(StatusCodes.BadInvalidArgument), "the number of arguments is wrong");
        var arguments = new Dictionary<string, TagValue>(StringComparer.Ordinal);
        for (var i = 0; i < command.Arguments.Count; i++)
        {
            if (!ValueMapping.TryToTagValue(inputs[i], out var value))
                return (MethodOutcome.Failed(StatusCodes.BadTypeMismatch), $"{command.Arguments[i].Name} is of no type that a command takes");
            arguments[command.Arguments[i].Name] = value;
        }
        var reason = inputs[^1] is { Type: BuiltInType.String, IsScalar: true } text && !string.IsNullOrWhiteSpace(text.AsString()) ? text.AsString() : entry;
        var answer = await calls.CallAsync(command.Path, arguments, who, reason, cancellation).ConfigureAwait(false);
        var status = PlantCommands.StatusOf(answer.End);
        if (!status.IsGood)
            return (MethodOutcome.Failed(status), $"{answer.Problem}; {answer.Remedy}");
        // What a device answers is known only when it does: one text has it all.
        return (new MethodOutcome(StatusCodes.Good, [new Variant(string.Join(", ", answer.Outputs))]), null);
    }
}
