using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Millwright.Wire.Transports;

/// <summary>A TCP connection that a loop accepted. It is a descriptor and an address, so ten thousand idle ones are cheap.</summary>
internal sealed class AcceptedTransport(IoLoop loop, Descriptor socket, PeerAddress peer) : LoopTransport(loop, socket, isEdgeTriggered: true)
{
    public override string Peer => peer.ToString();

    protected override int Read(Span<byte> buffer)
    {
        nint count;
        do
            count = LinuxPoll.Receive(socket, ref buffer[0], buffer.Length, 0);
        while (count < 0 && Marshal.GetLastPInvokeError() == LinuxPoll.ErrorInterrupted);
        return count >= 0 ? (int)count : Failed("recv");
    }

    protected override int Write(ReadOnlySpan<byte> bytes)
    {
        nint count;
        do
            count = LinuxPoll.Send(socket, in bytes[0], bytes.Length, LinuxPoll.NoSignal);
        while (count < 0 && Marshal.GetLastPInvokeError() == LinuxPoll.ErrorInterrupted);
        return count >= 0 ? (int)count : Failed("send");
    }

    // Fails when the far side has gone already; reading reports that.
    protected override void EndWriting() => _ = LinuxPoll.Shutdown(socket, LinuxPoll.ShutWrite);

    protected override void CloseHandle() => socket.Dispose();

    private int Failed(string operation)
    {
        var error = Marshal.GetLastPInvokeError();
        return error == LinuxPoll.ErrorAgain
            ? -1
            : throw new IOException($"{Peer}: {operation}: {new Win32Exception(error).Message}");
    }
}
