using System.Runtime.CompilerServices;
using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Product.Tests.Cli;

/// <summary>A device that only lists: below each node what it is told to.</summary>
internal sealed class ListedSource(Func<string?, IEnumerable<BrowseItem>> below) : ISource
{
    /// <summary>Items handed out so far.</summary>
    public int Listed { get; private set; }

    public SourceDiagnostics Diagnostics => SourceDiagnostics.Empty;

    public static BrowseItem Folder(string node) => new(node, node, "folder", null, null, TagValue.None, true);

    public static BrowseItem Variable(string node, string name, params TagKey[] keys) =>
        new(node, name, "variable", node, TagKind.Float64, TagValue.None, false) { TagKeys = keys };

    public ValueTask StartAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public Task RunAsync(ISourceOutput output, CancellationToken cancellation) => Task.CompletedTask;

    public ValueTask<SampleBatch> ReadAsync(IReadOnlyList<TagHandle> tags, CancellationToken cancellation) => throw new NotSupportedException();

    public async IAsyncEnumerable<BrowseItem> BrowseAsync(string? node, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        foreach (var item in below(node))
        {
            Listed++;
            yield return item;
        }
    }

    public bool TryUpdate(IReadOnlyList<SourceTag> tags) => true;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
