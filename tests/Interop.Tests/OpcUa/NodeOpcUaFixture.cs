namespace Millwright.Interop.Tests.OpcUa;

/// <summary>One server for all tests of a class; the first test pays for its start.</summary>
public sealed class NodeOpcUaFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1);
    private NodeOpcUa? _server;

    internal async Task<NodeOpcUa> ServerAsync()
    {
        await _starting.WaitAsync();
        try
        {
            return _server ??= await NodeOpcUa.StartAsync();
        }
        finally
        {
            _starting.Release();
        }
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
