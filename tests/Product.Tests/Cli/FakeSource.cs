using System.Runtime.CompilerServices;
using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Product.Tests.Cli;

/// <summary>A device with one unit and one register; each tag reads as 100 plus its handle.</summary>
internal sealed class FakeSource : ISource
{
    public SourceDiagnostics Diagnostics => SourceDiagnostics.Empty;

    public ValueTask StartAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public Task RunAsync(ISourceOutput output, CancellationToken cancellation) => Task.CompletedTask;

    public ValueTask<SampleBatch> ReadAsync(IReadOnlyList<TagHandle> tags, CancellationToken cancellation)
    {
        var batch = SampleBatch.Rent(tags.Count);
        foreach (var tag in tags)
            batch.Add(tag, new(1), TagValue.Of(100 + tag.Index), Quality.Good);
        return ValueTask.FromResult(batch);
    }

    public async IAsyncEnumerable<BrowseItem> BrowseAsync(string? node, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        yield return node is null
            ? new("1", "Unit 1", "unit", null, null, TagValue.None, true)
            : new("1/0", "Holding 0", "register", "holding 0", TagKind.Int16, TagValue.Of((short)-5), false);
    }

    public bool TryUpdate(IReadOnlyList<SourceTag> tags) => true;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
