using Millwright.Control;
using Millwright.Model;
using Millwright.Security;

namespace Millwright.Product.Tests.Http;

/// <summary>A command gate that writes down what it is asked and answers what a test wants.</summary>
internal sealed class FakeCommands : ICommandGate
{
    public CommandOutcome Answer { get; set; } = new(CommandResult.Done, null, null, [TagValue.Of(7)], 12, TimeSpan.FromMilliseconds(3));

    public List<(CommandRequest Request, Identity Who)> Calls { get; } = [];

    public List<(ConditionRequest Request, Identity Who)> Acts { get; } = [];

    public IReadOnlyList<CommandDefinition> Commands { get; init; } =
    [
        new(TagPath.Parse("acme/berlin/shop/press3/start"), "press", "starts a batch", Role.Operator, TimeSpan.FromSeconds(1),
            [new("speed", TagKind.Float64, new(0, 100), null, null, TagValue.Of(50.0)), new("recipe", TagKind.String, null, null, "its name", TagValue.None)],
            [(TagPath.Parse("acme/berlin/shop/press3/state"), "idle")]),
    ];

    public ValueTask<CommandOutcome> CallAsync(CommandRequest request, Identity who, CancellationToken cancellation)
    {
        Calls.Add((request, who));
        return ValueTask.FromResult(Answer);
    }

    public ValueTask<CommandOutcome> ActAsync(ConditionRequest request, Identity who, CancellationToken cancellation)
    {
        Acts.Add((request, who));
        return ValueTask.FromResult(Answer);
    }
}
