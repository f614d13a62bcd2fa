using System.Buffers;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Channel;

/// <summary>
/// Finds whole chunks in what arrives. A chunk that came in one piece is handed on without a copy; only a cut one is kept. Limits are checked
/// on the first 8 bytes, before room is made for the rest.
/// </summary>
internal sealed class ChunkReader(int maxChunkBytes)
{
    private byte[] _kept = [];
    private int _start;
    private int _end;

    /// <summary>The longest chunk taken; lowered when less was agreed.</summary>
    public int MaxChunkBytes { get; set; } = maxChunkBytes;

    /// <summary>The next whole chunk; valid until the next call.</summary>
    /// <returns>False when there is none: all input was taken.</returns>
    /// <exception cref="UaException">What arrives is not OPC UA, or a chunk is too long.</exception>
    public bool Next(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> chunk)
    {
        chunk = default;
        if (_start == _end)
        {
            _start = _end = 0;
            if (input.Length >= ChunkHeader.Bytes)
            {
                var length = ChunkHeader.Read(input, MaxChunkBytes).Length;
                if (input.Length >= length)
                {
                    chunk = input[..length];
                    input = input[length..];
                    return true;
                }
            }
        }
        if (!Fill(ref input, ChunkHeader.Bytes))
            return false;
        var needed = ChunkHeader.Read(_kept.AsSpan(_start), MaxChunkBytes).Length;
        if (!Fill(ref input, needed))
            return false;
        chunk = _kept.AsSpan(_start, needed);
        _start += needed;
        return true;
    }

    /// <summary>Keeps input for later.</summary>
    public void Stash(ReadOnlySpan<byte> input) => Append(input);

    /// <summary>Gives the buffer back; the reader may be used again.</summary>
    public void Free()
    {
        if (_kept.Length > 0)
            ArrayPool<byte>.Shared.Return(_kept);
        _kept = [];
        _start = _end = 0;
    }

    private bool Fill(ref ReadOnlySpan<byte> input, int count)
    {
        var missing = Math.Min(count - (_end - _start), input.Length);
        if (missing > 0)
        {
            Append(input[..missing]);
            input = input[missing..];
        }
        return _end - _start >= count;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_kept.Length - _end < bytes.Length)
        {
            var held = _end - _start;
            var target = held + bytes.Length <= _kept.Length ? _kept : ArrayPool<byte>.Shared.Rent(Math.Max(held + bytes.Length, 8192));
            _kept.AsSpan(_start, held).CopyTo(target);
            if (target != _kept && _kept.Length > 0)
                ArrayPool<byte>.Shared.Return(_kept);
            _kept = target;
            (_start, _end) = (0, held);
        }
        bytes.CopyTo(_kept.AsSpan(_end));
        _end += bytes.Length;
    }
}
