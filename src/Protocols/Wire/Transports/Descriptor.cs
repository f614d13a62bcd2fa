using System.Runtime.InteropServices;

namespace Millwright.Wire.Transports;

/// <summary>An open file descriptor and nothing more: a tenth of what a <see cref="System.Net.Sockets.Socket"/> holds.</summary>
internal sealed class Descriptor : SafeHandle
{
    public Descriptor(int descriptor)
        : base(-1, ownsHandle: true) => SetHandle(descriptor);

    public override bool IsInvalid => handle == -1;

    protected override bool ReleaseHandle() => LinuxPoll.Close(handle) == 0;
}
