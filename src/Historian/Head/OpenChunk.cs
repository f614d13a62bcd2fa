using System.Buffers.Binary;
using Millwright.Historian.Codec;
using Millwright.Model;

namespace Millwright.Historian.Head;

/// <summary>The newest samples of one tag, appended one by one in a compact form, until they are sealed into a block.</summary>
/// <remarks>
/// A sample on a steady schedule with a slowly changing value takes two or three bytes. The form never leaves the process. One control
/// byte a sample: time step as before or a change of it, in whole milliseconds where it is one; quality as before or new; server time as far
/// from the source's as before, at another distance, or none; and one of four forms of the value.
/// </remarks>
internal struct OpenChunk
{
    /// <summary>A chunk with more bytes than this is full, however few its samples.</summary>
    public const int MaxBytes = 64 * 1024;

    private const byte NewStep = 1;
    private const byte NewQuality = 2;
    private const byte HasServerTime = 4;
    private const byte Milliseconds = 8;
    private const byte SameValue = 0 << 4;
    private const byte NoValue = 1 << 4;
    private const byte Difference = 2 << 4;
    private const byte Whole = 3 << 4;
    private const byte ValueForms = 3 << 4;
    private const byte NewDistance = 1 << 6;
    private const byte NotDecimal = 255;

    private Predictor _state;
    private WholeObjects? _objects;
    private PageChain _chain;
    private ushort _count;
    private bool _falls;

    public readonly int Count => _count;

    public readonly bool IsFull => Count == SampleColumns.BlockSamples || Footprint >= MaxBytes;

    /// <summary>The bytes in use.</summary>
    public readonly int Footprint => _chain.Length + (_objects?.Bytes ?? 0);

    /// <summary>True when <see cref="Latest"/> tells of a sample; an emptied chunk still knows it.</summary>
    public readonly bool HasLatest => _state.HasValue;

    /// <summary>The scalar that was added last.</summary>
    public readonly (long Time, TagKind Kind, ulong Bits, Quality Quality, long ServerTime) Latest =>
        (_state.Time, _state.Kind, _state.Bits, _state.Quality, _state.HasServerTime ? _state.Time + _state.Distance : 0);

    public readonly bool Accepts(TagKind kind) => Count == 0 || kind == TagKind.None || _state.Kind == TagKind.None || kind == _state.Kind;

    public void Append(PagePool pages, long time, TagKind kind, ulong bits, object? reference, Quality quality, long serverTime)
    {
        // The reader begins with nothing known.
        if (Count == 0)
            _state = default;
        var control = (byte)0;
        var at = 1;
        var step = time - _state.Time;
        if (step != _state.Step || Count == 0)
        {
            control |= NewStep;
            var (change, rest) = Math.DivRem(step - _state.Step, TimeSpan.TicksPerMillisecond);
            if (rest == 0)
                control |= Milliseconds;
            WriteSigned(pages, ref at, rest == 0 ? change : step - _state.Step);
        }
        if (quality != _state.Quality)
        {
            control |= NewQuality;
            BinaryPrimitives.WriteUInt32LittleEndian(pages.Sample.AsSpan(at), quality.Code);
            at += sizeof(uint);
        }
        if (serverTime != 0)
        {
            control |= HasServerTime;
            var distance = serverTime - time;
            if (distance != _state.Distance)
            {
                control |= NewDistance;
                WriteSigned(pages, ref at, distance - _state.Distance);
                _state.Distance = distance;
            }
        }
        control |= AppendValue(pages, ref at, kind, bits, reference);
        pages.Sample[0] = control;
        pages.Append(ref _chain, pages.Sample.AsSpan(0, at));
        _falls |= Count > 0 && step <= 0;
        _state.Time = time;
        _state.Step = step;
        _state.Quality = quality;
        _state.HasServerTime = serverTime != 0;
        _count++;
    }

    /// <summary>The samples in time order, of equal times only the one that came last.</summary>
    /// <param name="pages">Where its bytes are.</param>
    /// <param name="columns">Takes them.</param>
    /// <param name="scratch">Used where they have to be sorted.</param>
    public readonly void Read(PagePool pages, SampleColumns columns, SampleColumns scratch)
    {
        if (!_falls)
        {
            Replay(pages, columns);
            return;
        }
        Replay(pages, scratch);
        var order = new int[scratch.Count];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        var times = scratch.Times.ToArray();
        Array.Sort(order, (a, b) => times[a] != times[b] ? times[a].CompareTo(times[b]) : a.CompareTo(b));
        columns.Clear();
        for (var i = 0; i < order.Length; i++)
        {
            if (i + 1 == order.Length || times[order[i]] != times[order[i + 1]])
                columns.Add(scratch, order[i]);
        }
    }

    /// <summary>Empties it and gives its pages back.</summary>
    public void Clear(PagePool pages)
    {
        pages.Free(ref _chain);
        this = new() { _state = _state };
    }

    /// <summary>Lets an empty chunk know of no sample at all.</summary>
    public void ForgetLatest() => _state = default;

    private byte AppendValue(PagePool pages, ref int at, TagKind kind, ulong bits, object? reference)
    {
        if (kind == TagKind.None)
            return NoValue;
        _state.Begin(kind);
        if (!kind.IsScalar())
        {
            var known = _objects is { All.Count: > 0 } ? _objects.All[^1] : null;
            if (known is not null && (ReferenceEquals(known, reference) || (reference is string text && text.Equals(known as string, StringComparison.Ordinal))))
                return SameValue;
            _objects ??= new();
            _objects.All.Add(reference!);
            _objects.Bytes += ObjectColumn.SizeOf(reference!);
            return Whole;
        }
        if (_state.HasValue && bits == _state.Bits)
            return SameValue;
        if (_state.TryScale(bits, out var whole))
        {
            WriteSigned(pages, ref at, whole - _state.Scaled);
            _state.Set(bits, whole);
            return Difference;
        }
        var exponent = kind.IsFloat() && _state.Exponent != NotDecimal ? DecimalScale.Find(kind, bits, _state.Exponent + 1) : -1;
        _state.Exponent = exponent < 0 ? NotDecimal : (byte)exponent;
        pages.Sample[at++] = _state.Exponent;
        BinaryPrimitives.WriteUInt64LittleEndian(pages.Sample.AsSpan(at), bits);
        at += sizeof(ulong);
        _state.SetWhole(bits);
        return Whole;
    }

    private readonly void Replay(PagePool pages, SampleColumns columns)
    {
        columns.Clear();
        var state = default(Predictor);
        object? last = null;
        var objects = 0;
        var reader = new ByteReader(pages.Gather(_chain));
        for (var i = 0; i < Count; i++)
        {
            var control = reader.ReadByte();
            if ((control & NewStep) != 0)
                state.Step += reader.ReadSigned() * ((control & Milliseconds) != 0 ? TimeSpan.TicksPerMillisecond : 1);
            state.Time += state.Step;
            if ((control & NewQuality) != 0)
                state.Quality = new(reader.ReadUInt32());
            if ((control & NewDistance) != 0)
                state.Distance += reader.ReadSigned();
            var serverTime = (control & HasServerTime) != 0 ? state.Time + state.Distance : 0;
            var form = control & ValueForms;
            if (form == NoValue)
            {
                columns.Add(state.Time, TagKind.None, 0, null, state.Quality, serverTime);
                continue;
            }
            state.Begin(_state.Kind);
            if (form == Whole && !_state.Kind.IsScalar())
            {
                last = _objects!.All[objects++];
            }
            else if (form == Whole)
            {
                state.Exponent = reader.ReadByte();
                state.SetWhole(reader.ReadUInt64());
            }
            else if (form == Difference)
            {
                state.Set(state.Scaled + reader.ReadSigned());
            }
            columns.Add(state.Time, _state.Kind, state.Bits, last, state.Quality, serverTime);
        }
    }

    private static void WriteSigned(PagePool pages, ref int at, long value)
    {
        var rest = (ulong)(value << 1) ^ (ulong)(value >> 63);
        while (rest >= 0x80)
        {
            pages.Sample[at++] = (byte)(rest | 0x80);
            rest >>= 7;
        }
        pages.Sample[at++] = (byte)rest;
    }

    /// <summary>Of a chunk that has them, the values that are no scalars.</summary>
    private sealed class WholeObjects
    {
        public List<object> All { get; } = [];

        public int Bytes { get; set; }
    }

    /// <summary>What writer and reader both know before a sample.</summary>
    private struct Predictor
    {
        public long Time;
        public long Step;
        public long Scaled;
        /// <summary>From the source's time to the server's.</summary>
        public long Distance;
        public ulong Bits;
        public Quality Quality;
        public TagKind Kind;
        public byte Exponent;
        public bool HasValue;
        public bool HasServerTime;

        public void Begin(TagKind kind) => Kind = kind;

        public readonly bool TryScale(ulong bits, out long whole)
        {
            whole = (long)bits;
            if (!Kind.IsFloat())
                return true;
            return Exponent != NotDecimal && DecimalScale.TryScale(Kind, bits, Exponent, out whole);
        }

        public void Set(ulong bits, long whole)
        {
            Bits = bits;
            Scaled = whole;
            HasValue = true;
        }

        public void Set(long whole) => Set(Kind.IsFloat() ? DecimalScale.Restore(Kind, whole, Exponent) : (ulong)whole, whole);

        public void SetWhole(ulong bits)
        {
            var whole = 0L;
            if (Exponent != NotDecimal)
                DecimalScale.TryScale(Kind, bits, Exponent, out whole);
            Set(bits, whole);
        }
    }
}
