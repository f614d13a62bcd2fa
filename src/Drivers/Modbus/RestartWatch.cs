using Millwright.Model;
using Millwright.Modbus.Client;
using Millwright.Modbus.Registers;

namespace Millwright.Drivers.Modbus;

/// <summary>
/// Reads, behind the values of a cycle, the registers by which a device shows that it restarted or is not ready yet. A restart inside
/// the cycle is seen before its values are handed on.
/// </summary>
internal sealed class RestartWatch
{
    private readonly ModbusTag? _marker;
    private readonly RestartKind _kind;
    private readonly ModbusTag? _ready;
    private readonly long _readyValue;
    private long? _last;

    public RestartWatch(byte unit, ModbusConnectionOptions options)
    {
        if (options.Restart is { } restart)
        {
            _marker = Tag(unit, restart.Register, restart.As, options.WordOrder);
            _kind = restart.Kind;
        }
        if (options.Ready is { } ready)
        {
            _ready = Tag(unit, ready.Register, ModbusType.Uint16, options.WordOrder);
            _readyValue = ready.Equals;
        }
    }

    public bool IsIdle => _marker is null && _ready is null;

    /// <summary>Looks once.</summary>
    /// <returns>
    /// The evidence of a restart since the last look, null for none; whether the device says that its values are valid; and how the
    /// requests ended, which is what it was when one of them failed.
    /// </returns>
    public async ValueTask<(string? Evidence, bool IsReady, ModbusResult Result)> LookAsync(ModbusClient client, CancellationToken cancellation)
    {
        string? evidence = null;
        var isReady = true;
        ModbusResult result = default;
        if (_marker is { } marker)
        {
            (result, var now) = await ReadAsync(client, marker, cancellation);
            if (!result.IsOk)
                return (null, false, result);
            evidence = EvidenceOf(marker.Address, now);
            _last = now;
        }
        if (_ready is { } ready)
        {
            (result, var now) = await ReadAsync(client, ready, cancellation);
            isReady = result.IsOk && now == _readyValue;
        }
        return (evidence, isReady, result);
    }

    private string? EvidenceOf(ModbusAddress marker, long now) => _kind switch
    {
        RestartKind.BootCounter when _last is { } last && last != now => $"the boot counter at {marker} went from {last} to {now}",
        RestartKind.Uptime when _last is { } last && now < last => $"the uptime at {marker} fell from {last} to {now}",
        _ => null,
    };

    private static ModbusTag Tag(byte unit, string register, ModbusType type, WordOrder order) =>
        new(default, unit, ModbusAddress.Parse(register), type, order, 1, false, default);

    private static async ValueTask<(ModbusResult Result, long Value)> ReadAsync(ModbusClient client, ModbusTag tag, CancellationToken cancellation)
    {
        var (result, value) = await TagReader.ReadAsync(client, tag, cancellation);
        return (result, value.TryConvert(TagKind.Int64, out var whole) ? (long)whole.Bits : 0);
    }
}
