using Millwright.Wire.Serial;

namespace Millwright.Modbus.Framing;

/// <summary>The silences of a serial line (MODBUS over Serial Line 1.02, 2.5.1.1): t1.5 within a frame, t3.5 between frames, fixed above 19,200 baud.</summary>
/// <param name="BetweenCharacters">t1.5: 1.5 characters, 750 us above 19,200 baud; 1 s in ASCII.</param>
/// <param name="BetweenFrames">t3.5: 3.5 characters, 1.75 ms above 19,200 baud; none in ASCII.</param>
/// <param name="FrameTimeout">Silence after which an unfinished frame is given up: never less than what an ordinary kernel and a USB adapter delay.</param>
public readonly record struct SerialTiming(TimeSpan BetweenCharacters, TimeSpan BetweenFrames, TimeSpan FrameTimeout)
{
    // USB adapters hand over bytes every 16 ms unless told otherwise.
    private static readonly TimeSpan AdapterLatency = TimeSpan.FromMilliseconds(20);

    /// <summary>The silences for a port's settings.</summary>
    public static SerialTiming Of(SerialSettings settings, ModbusFraming framing)
    {
        if (framing == ModbusFraming.Ascii)
            return new SerialTiming(TimeSpan.FromSeconds(1), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        var character = settings.CharacterTime;
        var fast = settings.BaudRate > 19_200;
        var within = fast ? TimeSpan.FromMicroseconds(750) : character * 1.5;
        var between = fast ? TimeSpan.FromMicroseconds(1750) : character * 3.5;
        return new SerialTiming(within, between, between > AdapterLatency ? between : AdapterLatency);
    }
}
