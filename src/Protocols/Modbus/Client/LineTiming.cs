namespace Millwright.Modbus.Client;

/// <summary>The times of a line, whether it is a serial port or only carries serial frames.</summary>
internal readonly record struct LineTiming(TimeSpan CharacterTime, TimeSpan BetweenFrames, TimeSpan FrameTimeout)
{
    /// <summary>Silence after something was given up, so that its late answer is not taken for the next one's.</summary>
    public TimeSpan Settle => FrameTimeout > BetweenFrames ? FrameTimeout : BetweenFrames;

    public static LineTiming Of(ModbusEndpoint endpoint, ModbusClientOptions options) =>
        endpoint.CharacterTime == TimeSpan.Zero
            ? new LineTiming(TimeSpan.Zero, TimeSpan.Zero, options.FrameGap)
            : new LineTiming(endpoint.CharacterTime, endpoint.Timing.BetweenFrames, endpoint.Timing.FrameTimeout);

    /// <summary>The time that many characters take on the line.</summary>
    public TimeSpan OnTheLine(int characters) => CharacterTime * characters;
}
