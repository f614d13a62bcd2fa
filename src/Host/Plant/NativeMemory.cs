using System.Runtime.InteropServices;

namespace Millwright.Host.Plant;

/// <summary>What the C library's allocator keeps for the runtime, mostly for compiling: told to keep little of it.</summary>
/// <remarks>
/// glibc (malloc(3), mallopt(3)) gives each thread that allocates a heap of its own, which only grows. The plant allocates nothing there
/// on its hot path, so one heap serves all threads.
/// </remarks>
internal static partial class NativeMemory
{
    /// <summary>M_ARENA_MAX of malloc.h.</summary>
    private const int MaxArenas = -8;

    /// <summary>From now on threads share one heap.</summary>
    public static void ShareOneHeap() => Ask(() => SetOption(MaxArenas, 1));

    /// <summary>Gives back what is free.</summary>
    public static void GiveBack() => Ask(() => Trim(0));

    private static void Ask(Func<int> call)
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            call();
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc, which keeps its memory in its own way.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keepBytes);
}
