using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Millwright.Drivers;
using Millwright.Drivers.OpcUa;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.AddressSpace.NamespaceZero;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;
using Millwright.Relay;

namespace Millwright.Product.Tests.Drivers;

/// <summary>A source whose line breaks, against a server that keeps history: whatever the break did to session and subscription, nothing is missing afterwards.</summary>
public sealed class OpcUaGapTests : IAsyncDisposable
{
    private static readonly NodeId Folder = new(1, 1u);
    private static readonly NodeId Speed = new(1, 2u);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly UaAddressSpace _space = StandardAddressSpace.Create("urn:gap-tests");
    private readonly KeptHistory _history = new();
    private readonly RecordingOutput _output = new();
    private OpcUaServer? _server;
    private TcpRelay? _relay;
    private int _last;

    public async ValueTask DisposeAsync()
    {
        if (_relay is not null)
            await _relay.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        _space.Dispose();
    }

    [Fact]
    public Task What_a_subscription_missed_that_ended_while_its_session_lived_on_is_filled() =>
        FillsAsync(new() { MaxSubscriptionLifetime = TimeSpan.FromSeconds(1) }, server => server is { Subscriptions: 0, Sessions: 1 });

    [Fact]
    public Task What_happened_while_neither_session_nor_subscription_lived_is_filled() =>
        FillsAsync(
            new() { MaxSubscriptionLifetime = TimeSpan.FromSeconds(1), MinSessionTimeout = TimeSpan.FromSeconds(1), MaxSessionTimeout = TimeSpan.FromSeconds(1) },
            server => server is { Subscriptions: 0, Sessions: 0 });

    [Fact]
    public Task What_the_queue_of_a_subscription_could_not_hold_that_lived_on_is_filled() => FillsAsync(new(), _ => true);

    private async Task FillsAsync(ServerLimits limits, Func<OpcUaServer, bool> isOver)
    {
        Serve(limits);
        var left = await SuperviseAsync(null, async () =>
        {
            await BringAsync(5);
            _relay!.Cut();
            await EventuallyAsync(() => isOver(_server!), "the break is as long as it has to be");
            for (var i = 0; i < 100; i++)
                Change();
        });
        _relay!.Restore();
        left = await SuperviseAsync(left, async () =>
        {
            await BringAsync(_last + 1);
            await EventuallyAsync(() => Missing().Count == 0, "everything is there");
        });
        await left!.DisposeAsync();
    }

    private void Serve(ServerLimits limits)
    {
        using (var edit = _space.Edit())
        {
            edit.AddFolder(new NodeId(StandardIds.ObjectsFolder), Folder, new QualifiedName(1, "Machine"));
            var settings = new VariableSettings
            {
                DataType = new NodeId((uint)BuiltInType.Double),
                ReferenceType = new NodeId(StandardIds.Organizes),
                Access = AccessLevel.CurrentRead | AccessLevel.HistoryRead,
                Historizing = true,
            };
            edit.AddVariable(Folder, Speed, new QualifiedName(1, "Speed"), settings, 0);
        }
        _server = new OpcUaServer(_space, new()
        {
            ApplicationUri = "urn:gap-tests",
            Users = new() { AllowAnonymous = true },
            Limits = limits,
            History = _history,
            Channels = new() { Offered = [new OfferedSecurity(SecurityPolicy.None, MessageSecurityMode.None)] },
        });
        Change();
        _relay = new TcpRelay(_server.Listen(new IPEndPoint(IPAddress.Loopback, 0)).Port);
    }

    private ISource Source(IAsyncDisposable? left)
    {
        var options = new OpcUaConnectionOptions
        {
            Address = string.Create(CultureInfo.InvariantCulture, $"opc.tcp://127.0.0.1:{_relay!.Port}"),
            Security = OpcUaSecurity.None,
            Publishing = TimeSpan.FromMilliseconds(20),
            Sampling = TimeSpan.Zero,
            SessionTimeout = TimeSpan.FromMinutes(10),
            KeepAlive = TimeSpan.FromMilliseconds(100),
            Queue = 4,
        };
        var tag = new SourceTag(new TagHandle(0), TagPath.Parse("line/speed"), new OpcUaTagOptions { Node = "nsu=urn:gap-tests;i=2" }, TimeSpan.FromMilliseconds(20));
        return DriverList.All.Single(d => d.Name == "opc-ua").Create(new("machine", options, [tag], TimeProvider.System, left));
    }

    /// <summary>Runs sources one after the other while something happens, as supervision does: where one ends, the next goes on.</summary>
    private async Task<IAsyncDisposable?> SuperviseAsync(IAsyncDisposable? left, Func<Task> what)
    {
        var happening = what();
        while (!happening.IsCompleted)
        {
            await using var source = Source(left);
            using var stop = new CancellationTokenSource();
            var running = RunAsync(source, stop.Token);
            await Task.WhenAny(running, happening);
            await stop.CancelAsync();
            await running;
            left = ((IResumableSource)source).Leave();
        }
        await happening;
        return left;
    }

    private async Task RunAsync(ISource source, CancellationToken cancellation)
    {
        try
        {
            await source.StartAsync(cancellation);
            await source.RunAsync(_output, cancellation);
        }
        catch (Exception ended) when (ended is OperationCanceledException or SourceException)
        {
            // A line that is cut ends it.
            return;
        }
    }

    private void Change()
    {
        var value = new DataValue(new Variant((double)++_last), default, UaDateTime.From(TimeProvider.System.GetUtcNow().AddTicks(_last)));
        _history.Kept.Enqueue(value);
        _server!.Values.Set(0, value);
    }

    /// <summary>Changes the value until so many changes were made and the newest has come.</summary>
    private async Task BringAsync(int atLeast)
    {
        while (_last < atLeast)
            Change();
        await EventuallyAsync(() => _output.Samples.Any(s => !s.Quality.IsBad && s.Value.ToDouble() == _last), "the newest value comes");
    }

    private List<double> Missing()
    {
        var known = _output.Samples.Concat(_output.Filled).Where(s => !s.Quality.IsBad).Select(s => s.Value.ToDouble()).ToHashSet();
        return [.. Enumerable.Range(6, _last - 6).Select(i => (double)i).Where(i => !known.Contains(i))];
    }

    private Task EventuallyAsync(Func<bool> condition, string what) => EventuallyAsync(() => Task.FromResult(condition()), what);

    private async Task EventuallyAsync(Func<Task<bool>> condition, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
                Assert.Fail($"It did not come to pass that {what}. Missing: {string.Join(' ', Missing())}. Said:\n{string.Join('\n', _output.Events.TakeLast(40))}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private sealed class KeptHistory : IHistoryReader
    {
        public ConcurrentQueue<DataValue> Kept { get; } = new();

        public ValueTask<HistoryPage> ReadRawAsync(ServiceCaller caller, int handle, RawHistoryRequest request, CancellationToken cancellation) =>
            ValueTask.FromResult(new HistoryPage(default, [.. Kept.Where(v => v.SourceTimestamp >= request.Start && v.SourceTimestamp < request.End)], null));
    }
}
