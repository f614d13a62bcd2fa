using System.Threading.Channels;
using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Product.Tests.Pipeline;

/// <summary>A driver whose sources do what the test tells them, one step at a time.</summary>
internal sealed class FakeDriver(TagKind kind = TagKind.Float64) : IDriver
{
    private readonly Channel<FakeSource> _made = Channel.CreateUnbounded<FakeSource>();

    /// <summary>What the next starts throw, null for success.</summary>
    public Func<Exception?> StartFault { get; set; } = () => null;

    public int Created { get; private set; }

    public bool AcceptsUpdates { get; set; } = true;

    public string Name => "fake";

    public string Summary => "A fake.";

    public Type OptionsType => typeof(object);

    public Type TagOptionsType => typeof(string);

    /// <summary>The next source that was started.</summary>
    public async Task<FakeSource> StartedAsync() => await _made.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    public IEnumerable<OptionProblem> Check(object options) => [];

    public IEnumerable<OptionProblem> CheckTag(object options, object tagOptions) => [];

    public TagKind KindOf(object tagOptions) => kind;

    public object AddressOf(object tagOptions) => (string)tagOptions;

    public string AddressOfConnection(object options) => "10.0.0.1:502";

    public object? OptionsFromUri(Uri address) => null;

    public ISource Create(SourceSetup setup)
    {
        Created++;
        return new FakeSource(this, setup);
    }

    internal sealed class FakeSource(FakeDriver driver, SourceSetup setup) : ISource, ISourceWriter, IResumableSource
    {
        private readonly Channel<(Func<ISourceOutput, ValueTask> Step, TaskCompletionSource Done)> _steps =
            Channel.CreateUnbounded<(Func<ISourceOutput, ValueTask>, TaskCompletionSource)>();

        public SourceSetup Setup => setup;

        public IReadOnlyList<SourceTag> Tags { get; private set; } = setup.Tags;

        public ISourceOutput? Output { get; private set; }

        public SourceDiagnostics Diagnostics { get; set; } = SourceDiagnostics.Empty;

        public List<TagValue> Written { get; } = [];

        /// <summary>Does something inside the source's run, and waits until it is done.</summary>
        public async Task DoAsync(Func<ISourceOutput, ValueTask> step)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await _steps.Writer.WriteAsync((step, done));
            await done.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }

        public Task DoAsync(Action<ISourceOutput> step) => DoAsync(o =>
        {
            step(o);
            return ValueTask.CompletedTask;
        });

        public Task PublishAsync(params Sample[] samples) => DoAsync(o =>
        {
            var batch = SampleBatch.Rent(Math.Max(1, samples.Length));
            foreach (var sample in samples)
                batch.Add(sample);
            return o.PublishAsync(batch, CancellationToken.None);
        });

        /// <summary>The run ends with an exception.</summary>
        public void Fail(Exception exception) => _steps.Writer.TryComplete(exception);

        /// <summary>What it leaves to the next source.</summary>
        public IAsyncDisposable? Leaves { get; set; }

        public IAsyncDisposable? Leave() => Leaves ?? setup.Left;

        public ValueTask StartAsync(CancellationToken cancellation) =>
            driver.StartFault() is { } fault ? ValueTask.FromException(fault) : ValueTask.CompletedTask;

        public async Task RunAsync(ISourceOutput output, CancellationToken cancellation)
        {
            Output = output;
            driver._made.Writer.TryWrite(this);
            while (await _steps.Reader.WaitToReadAsync(cancellation))
            {
                while (_steps.Reader.TryRead(out var next))
                {
                    try
                    {
                        await next.Step(output);
                        next.Done.SetResult();
                    }
                    catch (Exception e)
                    {
                        next.Done.SetException(e);
                    }
                }
            }
        }

        public ValueTask<SampleBatch> ReadAsync(IReadOnlyList<TagHandle> tags, CancellationToken cancellation)
        {
            var batch = SampleBatch.Rent(tags.Count);
            foreach (var tag in tags)
                batch.Add(tag, Timestamp.Now(setup.Clock), TagValue.Of(7.0), Quality.Good);
            return ValueTask.FromResult(batch);
        }

        public async IAsyncEnumerable<BrowseItem> BrowseAsync(string? node, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
        {
            await Task.CompletedTask;
            yield return new("1", "one", "variable", "1", null, TagValue.None, false);
        }

        public bool TryUpdate(IReadOnlyList<SourceTag> tags)
        {
            if (driver.AcceptsUpdates)
                Tags = tags;
            return driver.AcceptsUpdates;
        }

        public ValueTask WriteAsync(TagHandle tag, TagValue value, CancellationToken cancellation)
        {
            Written.Add(value);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
