namespace Millwright.SystemTests.Running;

/// <summary>Asks again until something is so, with a limit.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> TrueAsync(Func<Task<bool>> isSo, TimeSpan limit, Func<string> what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await isSo())
                return TimeProvider.System.GetElapsedTime(start);
            if (TimeProvider.System.GetElapsedTime(start) > limit)
                throw new TimeoutException($"not within {limit.TotalSeconds:0.#} s: {what()}");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    public static Task<TimeSpan> TrueAsync(Func<bool> isSo, TimeSpan limit, Func<string> what) =>
        TrueAsync(() => Task.FromResult(isSo()), limit, what);
}
