using System.Threading.Tasks.Sources;

namespace Millwright.Flow.Log;

/// <summary>Those who wait for a position to be durable. The waiters are pooled: a steady flow allocates nothing.</summary>
internal sealed class CommitWaiters
{
    private readonly Lock _gate = new();
    private readonly List<Waiter> _waiting = [];
    private readonly Stack<Waiter> _pool = new();
    private readonly List<Waiter> _released = [];

    public ValueTask WaitAsync(long position, CancellationToken cancellation)
    {
        Waiter waiter;
        lock (_gate)
        {
            waiter = _pool.Count > 0 ? _pool.Pop() : new(this);
            waiter.Position = position;
            _waiting.Add(waiter);
        }
        return waiter.Start(cancellation);
    }

    /// <summary>Ends every wait for a position up to <paramref name="last"/>. Called by one thread at a time.</summary>
    public void Release(long last, Exception? error = null)
    {
        lock (_gate)
        {
            var kept = 0;
            for (var i = 0; i < _waiting.Count; i++)
            {
                var waiter = _waiting[i];
                if (waiter.Position <= last)
                    _released.Add(waiter);
                else
                    _waiting[kept++] = waiter;
            }
            _waiting.RemoveRange(kept, _waiting.Count - kept);
        }
        foreach (var waiter in _released)
            waiter.End(error);
        _released.Clear();
    }

    private bool Remove(Waiter waiter)
    {
        lock (_gate)
            return _waiting.Remove(waiter);
    }

    private void Return(Waiter waiter)
    {
        lock (_gate)
            _pool.Push(waiter);
    }

    private sealed class Waiter : IValueTaskSource
    {
        private readonly CommitWaiters _owner;
        private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
        private CancellationTokenRegistration _registration;
        private CancellationToken _cancellation;

        public Waiter(CommitWaiters owner) => _owner = owner;

        public long Position { get; set; }

        public ValueTask Start(CancellationToken cancellation)
        {
            // The version is read first: from the registration on the wait may end at any time.
            var task = new ValueTask(this, _core.Version);
            _cancellation = cancellation;
            if (cancellation.CanBeCanceled)
                _registration = cancellation.UnsafeRegister(static w => ((Waiter)w!).Cancel(), this);
            return task;
        }

        public void End(Exception? error)
        {
            if (error is null)
                _core.SetResult(true);
            else
                _core.SetException(error);
        }

        public void GetResult(short token)
        {
            try
            {
                _core.GetResult(token);
            }
            finally
            {
                // Waits for a cancellation that is just running, so that it cannot meet the waiter's next use.
                _registration.Dispose();
                _registration = default;
                _core.Reset();
                _owner.Return(this);
            }
        }

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);

        private void Cancel()
        {
            if (_owner.Remove(this))
                _core.SetException(new OperationCanceledException(_cancellation));
        }
    }
}
