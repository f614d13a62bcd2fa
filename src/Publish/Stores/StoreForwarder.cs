using Millwright.Flow.Log;
using Millwright.Model;
using Millwright.Publish.Forwarding;

namespace Millwright.Publish.Stores;

/// <summary>
/// Forwards samples to a store. It is a cursor on the log that moves when the store has them for good, so neither a kill nor a store that is away
/// loses one; a store that keeps the position beside the samples gets each exactly once.
/// </summary>
public sealed class StoreForwarder : IAsyncDisposable
{
    /// <summary>The most samples of one write.</summary>
    public const int MaxRows = 20_000;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly ForwardParts _parts;
    private readonly string _name;
    private readonly IStoreTarget _target;
    private readonly TimeSpan _every;
    private readonly TagSelection _selection;
    private readonly Wakeup _wakeup;
    private readonly List<StoreRow> _rows = [];
    private readonly Dictionary<TagHandle, (TagDefinition Tag, string? Path)> _tags = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private LogPosition _read;
    private LogPosition _there;
    private bool _isOurs;
    private int _version = -1;
    private bool _isOpen;
    private int _failures;
    private long _stored;
    private long _refused;
    private volatile string? _problem = "not connected yet";
    private volatile string? _refusal;
    private volatile string? _fault;

    internal StoreForwarder(ForwardParts parts, string name, IStoreTarget target, StoreOptions options)
    {
        (_parts, _name, _target, _every) = (parts, name, target, options.Every);
        _selection = new(options.Select, options.Except);
        _wakeup = new(parts.Clock);
        _read = parts.Cursor.Acknowledged;
        _isOurs = !parts.IsNew;
        parts.Log.CommittedChanged += OnCommitted;
        _running = Task.Run(RunAsync);
    }

    /// <summary>How it is doing: samples, not messages.</summary>
    public ForwardStatus Status => new(
        _problem is null, _fault ?? (_problem is { } problem ? $"{_name} does not reach {_target.Address}: {problem}" : _refusal),
        Interlocked.Read(ref _stored), Interlocked.Read(ref _refused), 0);

    public async ValueTask DisposeAsync()
    {
        _parts.Log.CommittedChanged -= OnCommitted;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        await _target.DisposeAsync().ConfigureAwait(false);
        _parts.Cursor.Dispose();
        _stop.Dispose();
    }

    private void OnCommitted(LogPosition position) => _wakeup.Call();

    private async Task RunAsync()
    {
        var cancellation = _stop.Token;
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                if (await TryOnceAsync(cancellation).ConfigureAwait(false) is not { } wasFull)
                    await Task.Delay(Pause(), _parts.Clock, cancellation).ConfigureAwait(false);
                else if (!wasFull)
                    await RestAsync(cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The forwarding ends; what was not written waits in the log.
        }
    }

    /// <summary>Writes what waits.</summary>
    /// <returns>True when more may wait than one write takes; null when the store is away.</returns>
    private async Task<bool?> TryOnceAsync(CancellationToken cancellation)
    {
        try
        {
            if (!_isOpen)
                await OpenAsync(cancellation).ConfigureAwait(false);
            Gather();
            var isFull = _rows.Count >= MaxRows;
            if (_read > _parts.Cursor.Acknowledged)
                await WriteAsync(cancellation).ConfigureAwait(false);
            _failures = 0;
            return isFull;
        }
        catch (StoreUnavailableException e)
        {
            // A store that stays away is said once.
            if (_failures++ == 0 && !cancellation.IsCancellationRequested)
                StoreLog.Away(_parts.Logger, _name, _target.Address, e.Message);
            (_problem, _isOpen) = (e.Message, false);
            return null;
        }
    }

    private async Task OpenAsync(CancellationToken cancellation)
    {
        var there = await _target.OpenAsync(cancellation).ConfigureAwait(false);
        _isOpen = true;
        if (_problem is not null)
            StoreLog.Connected(_parts.Logger, _name, _target.Address);
        _problem = null;
        // Positions of another log, or of one that was here before this cursor was, say nothing of it.
        if (there is not { } has || !_isOurs || has > _parts.Log.Committed)
            return;
        if (has < _parts.Cursor.Acknowledged)
            _refusal = $"{_name}: the store was set back to position {has} of the log, and what came between is no longer in it; take that from the history with millwright export";
        // A write whose answer never came may have been done: what the store has is not written again.
        _there = has;
        if (_rows.Count == 0 || has < _read)
            return;
        Interlocked.Add(ref _stored, _rows.Count);
        _rows.Clear();
        Acknowledge(_read);
    }

    private void Gather()
    {
        while (_rows.Count < MaxRows && _parts.Cursor.TryRead(out var entry))
        {
            using (entry.Batch)
            {
                for (var i = 0; entry.Position > _there && i < entry.Batch.Count; i++)
                {
                    var sample = entry.Batch[i];
                    if (TagOf(sample.Tag) is { Path: { } path } tag)
                        _rows.Add(new(tag.Tag, path, sample));
                }
            }
            _read = entry.Position;
        }
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        var outcome = await _target.WriteAsync(_rows, _read, cancellation).ConfigureAwait(false);
        Interlocked.Add(ref _stored, outcome.Stored);
        if (outcome.Refused > 0)
        {
            if (Interlocked.Add(ref _refused, outcome.Refused) == outcome.Refused)
                StoreLog.Refused(_parts.Logger, _name, outcome.Problem ?? "");
            _refusal = $"{_name}: the store refuses samples, they are counted and not sent again: {outcome.Problem}";
        }
        _rows.Clear();
        _isOurs = true;
        Acknowledge(_read);
    }

    private void Acknowledge(LogPosition position)
    {
        try
        {
            _parts.Cursor.Acknowledge(position);
            _fault = null;
        }
        catch (IOException e)
        {
            // Stored it is; where we are is stored with the next attempt.
            _fault = $"{_name} cannot store its place: {e.Message}";
        }
    }

    private async Task RestAsync(CancellationToken cancellation)
    {
        await Task.Delay(_every, _parts.Clock, cancellation).ConfigureAwait(false);
        if (_parts.Log.Committed <= _read)
            await _wakeup.SleepAsync(TimeSpan.FromSeconds(5), cancellation).ConfigureAwait(false);
    }

    private TimeSpan Pause()
    {
        var full = FirstPause * Math.Pow(2, Math.Clamp(_failures - 1, 0, 20));
        return (full < LongestPause ? full : LongestPause) * (0.5 + (Random.Shared.NextDouble() / 2));
    }

    private (TagDefinition Tag, string? Path)? TagOf(TagHandle handle)
    {
        if (_version != _parts.Tags.Version)
        {
            _version = _parts.Tags.Version;
            _tags.Clear();
        }
        if (_tags.TryGetValue(handle, out var known))
            return known;
        if (!_parts.Tags.TryGet(handle, out var tag))
            return null;
        var isOurs = tag.Path.IsWithin(_parts.Plant) && tag.Path != _parts.Plant && _selection.Has(tag.Path, _parts.Plant);
        known = (tag, isOurs ? tag.Path.ToString()[(_parts.Plant.Length + 1)..] : null);
        _tags.Add(handle, known);
        return known;
    }
}
