using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Millwright.Wire.Transports;

/// <summary>
/// One thread that waits for any number of sockets and serial ports and hands each its events. A whole request and reply costs
/// three system calls and no change of thread, which the thread pool cannot do. What runs on the loop must not block: it holds up
/// every other line of the loop. Linux only; elsewhere the transports use the framework's own sockets.
/// </summary>
public sealed class IoLoop : IDisposable
{
    private const int MaxEventsPerWait = 256;
    private const int ReceiveBufferBytes = 64 * 1024;

    // The kernel packs struct epoll_event on x86-64 only.
    private static readonly int EventBytes = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataOffset = EventBytes - 8;

    private readonly SafeFileHandle _epoll;
    private readonly SafeFileHandle _wake;
    private readonly Thread _thread;
    private readonly bool _gathers;
    private readonly Lock _lock = new();
    private readonly List<LoopHandler?> _handlers = [null];
    private readonly Stack<int> _free = new();
    private uint _generation;
    private volatile bool _stopping;
    private volatile Action? _turnEnded;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">Of the thread.</param>
    /// <param name="gathers">Whether events of many lines that are each heard seldom may wait a tenth of a millisecond for each other when they are many: for a server
    /// of thousands, not for cyclic requests.</param>
    /// <exception cref="PlatformNotSupportedException">Not on Linux; see <see cref="IsSupported"/>.</exception>
    public IoLoop(string name = "millwright-io", bool gathers = false)
    {
        _gathers = gathers;
        if (!IsSupported)
            throw new PlatformNotSupportedException("The I/O loop needs Linux; leave the option unset elsewhere.");
        _epoll = LinuxPoll.EpollCreate(LinuxPoll.CloseOnExec);
        if (_epoll.IsInvalid)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        _wake = LinuxPoll.EventFd(0, LinuxPoll.CloseOnExec | LinuxPoll.NonBlocking);
        Control(LinuxPoll.Add, _wake, LinuxPoll.In, 0);
        ReceiveBuffer = GC.AllocateUninitializedArray<byte>(ReceiveBufferBytes, pinned: true);
        _thread = new Thread(Run, 512 * 1024) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Whether this machine can run a loop.</summary>
    [SupportedOSPlatformGuard("linux")]
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>Lines that are attached now.</summary>
    public int Attached
    {
        get
        {
            lock (_lock)
                return _handlers.Count - 1 - _free.Count;
        }
    }

    /// <summary>Calls <paramref name="turnEnded"/> on the loop's thread whenever all events of one wait were handled: the moment to send, in one go, what they led to.</summary>
    public void AddTurnEnd(Action turnEnded)
    {
        lock (_lock)
            _turnEnded += turnEnded;
    }

    /// <summary>Ends the calls; one may still be under way.</summary>
    public void RemoveTurnEnd(Action turnEnded)
    {
        lock (_lock)
            _turnEnded -= turnEnded;
    }

    /// <summary>Shared by all lines of the loop, so an idle line holds no buffer. Only for use on the loop's thread.</summary>
    internal byte[] ReceiveBuffer { get; }

    internal bool IsLoopThread => Environment.CurrentManagedThreadId == _thread.ManagedThreadId;

    internal void Attach(LoopHandler handler, bool read, bool write)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            var slot = _free.Count > 0 ? _free.Pop() : _handlers.Count;
            if (slot == _handlers.Count)
                _handlers.Add(handler);
            else
                _handlers[slot] = handler;
            handler.Slot = slot;
            handler.Generation = ++_generation;
            Control(LinuxPoll.Add, handler.Handle, Mask(handler, read, write), DataOf(handler));
        }
    }

    internal void SetInterest(LoopHandler handler, bool read, bool write)
    {
        lock (_lock)
        {
            if (handler.Slot != 0 && !_stopping)
                Control(LinuxPoll.Modify, handler.Handle, Mask(handler, read, write), DataOf(handler));
        }
    }

    internal void Detach(LoopHandler handler)
    {
        lock (_lock)
        {
            if (handler.Slot == 0)
                return;
            if (!_stopping && !handler.Handle.IsClosed)
                Control(LinuxPoll.Delete, handler.Handle, 0, 0);
            _handlers[handler.Slot] = null;
            _free.Push(handler.Slot);
            handler.Slot = 0;
        }
    }

    private static ulong DataOf(LoopHandler handler) => ((ulong)handler.Generation << 32) | (uint)handler.Slot;

    private static uint Mask(LoopHandler handler, bool read, bool write)
    {
        var events = (read ? LinuxPoll.In : 0) | (write ? LinuxPoll.Out : 0);
        if (!handler.IsEdgeTriggered)
            return events;
        return events | LinuxPoll.EdgeTriggered | (read ? LinuxPoll.ReadHangUp : 0);
    }

    private void Control(int operation, SafeHandle target, uint events, ulong data)
    {
        Span<byte> epollEvent = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(epollEvent, events);
        BinaryPrimitives.WriteUInt64LittleEndian(epollEvent[DataOffset..], data);
        if (LinuxPoll.EpollControl(_epoll, operation, target, in epollEvent[0]) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    private void Run()
    {
        Span<byte> events = stackalloc byte[MaxEventsPerWait * 16];
        var gathering = new Gathering(TimeProvider.System.TimestampFrequency);
        var added = false;
        _epoll.DangerousAddRef(ref added);
        try
        {
            var epoll = (int)_epoll.DangerousGetHandle();
            while (!_stopping)
            {
                var count = LinuxPoll.EpollWait(epoll, ref events[0], MaxEventsPerWait, -1);
                if (count < 0 && Marshal.GetLastPInvokeError() != LinuxPoll.ErrorInterrupted)
                    throw new Win32Exception(Marshal.GetLastPInvokeError());
                var now = _gathers ? TimeProvider.System.GetTimestamp() : 0;
                for (var i = 0; i < count; i++)
                {
                    var at = events.Slice(i * EventBytes, EventBytes);
                    var handler = HandlerOf(BinaryPrimitives.ReadUInt64LittleEndian(at[DataOffset..]));
                    if (handler is null)
                        continue;
                    if (_gathers)
                    {
                        gathering.Heard(handler.HeardAt, now);
                        handler.HeardAt = now;
                    }
                    handler.OnReady(BinaryPrimitives.ReadUInt32LittleEndian(at));
                }
                _turnEnded?.Invoke();
                if (_gathers && gathering.IsWorthwhile(count, now))
                    _ = LinuxPoll.Sleep(Gathering.WaitMicroseconds);
            }
        }
        finally
        {
            _epoll.DangerousRelease();
            _epoll.Dispose();
        }
    }

    // A slot can be taken again by another line within one batch of events; its generation tells the two apart.
    private LoopHandler? HandlerOf(ulong data)
    {
        lock (_lock)
        {
            var handler = _handlers[(int)(uint)data];
            return handler is not null && handler.Generation == (uint)(data >> 32) ? handler : null;
        }
    }

    /// <summary>Stops the thread. Lines still attached stay open but hear nothing any more; dispose them first.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_stopping)
                return;
            _stopping = true;
        }
        Span<byte> one = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(one, 1);
        _ = LinuxPoll.Write(_wake, in one[0], one.Length);
        if (!IsLoopThread)
            _thread.Join();
        _wake.Dispose();
    }
}
