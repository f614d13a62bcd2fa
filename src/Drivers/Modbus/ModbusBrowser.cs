using System.Globalization;
using System.Runtime.CompilerServices;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.Modbus.Client;
using Millwright.Modbus.Messages;
using Millwright.Modbus.Registers;

namespace Millwright.Drivers.Modbus;

/// <summary>
/// Finds out what a device offers, though Modbus has no list of it: units by asking each, areas and ranges by reading, names by
/// device identification (function 43/14). Reads only, one request at a time.
/// </summary>
/// <remarks>Nodes are <c>unit/3</c>, <c>unit/3/holding</c> and <c>unit/3/holding/100</c> (one page of registers).</remarks>
internal sealed class ModbusBrowser(ModbusClient client, IReadOnlyList<byte> units)
{
    /// <summary>Registers shown below one page.</summary>
    private const int PageRegisters = 100;

    /// <summary>How far an area is searched for its end; what lies behind is rare and can be asked for by address.</summary>
    private const int SearchedRegisters = 10_000;

    private static readonly ModbusArea[] Areas = [ModbusArea.HoldingRegister, ModbusArea.InputRegister, ModbusArea.Coil, ModbusArea.DiscreteInput];

    public IAsyncEnumerable<BrowseItem> BrowseAsync(string? node, CancellationToken cancellation)
    {
        var parts = (node ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
            return UnitsAsync(cancellation);
        if (parts.Length > 4 || parts[0] != "unit" || parts.Length < 2 || !byte.TryParse(parts[1], CultureInfo.InvariantCulture, out var unit))
            throw Unknown(node!);
        if (parts.Length == 2)
            return AreasAsync(unit, cancellation);
        var area = Array.FindIndex(Areas, a => Word(a) == parts[2]);
        if (area < 0)
            throw Unknown(node!);
        if (parts.Length == 3)
            return PagesAsync(unit, Areas[area], cancellation);
        return int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var first) && first < 65_536
            ? RegistersAsync(unit, Areas[area], first, cancellation)
            : throw Unknown(node!);
    }

    private static string Word(ModbusArea area) => new ModbusAddress(area, 0).ToString().Split(' ')[0];

    private static SourceException Unknown(string node) =>
        new(new(SourceFaultKind.Configuration, $"there is no node '{node}'", "browse from the top, without a node"));

    private async IAsyncEnumerable<BrowseItem> UnitsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var unit in units)
        {
            var identity = await client.ReadDeviceIdentificationAsync(unit, IdentificationLevel.Regular, cancellation);
            var alive = identity.Result.IsOk || IsRefusalOfTheDevice(identity.Result) || await AnswersAsync(unit, cancellation);
            if (!alive)
                continue;
            var name = identity.Value is { } known
                ? string.Join(' ', new[] { known.VendorName, known.ProductName ?? known.ProductCode, known.Revision }.Where(t => !string.IsNullOrWhiteSpace(t)))
                : "";
            yield return new($"unit/{unit}", name.Length > 0 ? $"unit {unit}: {name}" : $"unit {unit}", "unit", null, null, TagValue.None, true);
        }
    }

    private async IAsyncEnumerable<BrowseItem> AreasAsync(byte unit, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var identity = await client.ReadDeviceIdentificationAsync(unit, IdentificationLevel.Regular, cancellation);
        foreach (var (id, text) in identity.Value?.Objects.OrderBy(o => o.Key).ToList() ?? [])
            yield return new($"unit/{unit}/id/{id}", ObjectName(id), "identification", null, TagKind.String, TagValue.Of(text), false);
        foreach (var area in Areas)
        {
            if (await HasAsync(unit, area, 0, 1, cancellation) || await HasAsync(unit, area, 1, 1, cancellation) || await HasAsync(unit, area, 100, 1, cancellation))
                yield return new($"unit/{unit}/{Word(area)}", AreaName(area), "area", null, null, TagValue.None, true);
        }
    }

    private async IAsyncEnumerable<BrowseItem> PagesAsync(byte unit, ModbusArea area, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var first = 0; first < SearchedRegisters; first += PageRegisters)
        {
            // A device with holes answers for some places of a page only; the ends and the middle stand for the page.
            if (await HasAsync(unit, area, first, 1, cancellation) || await HasAsync(unit, area, first + PageRegisters / 2, 1, cancellation)
                || await HasAsync(unit, area, first + PageRegisters - 1, 1, cancellation))
            {
                yield return new($"unit/{unit}/{Word(area)}/{first}", $"{Word(area)} {first}..{first + PageRegisters - 1}", "range", null, null, TagValue.None, true);
            }
            else if (first >= 1000)
            {
                yield break;
            }
        }
    }

    private async IAsyncEnumerable<BrowseItem> RegistersAsync(byte unit, ModbusArea area, int first, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var last = Math.Min(first + PageRegisters, 65_536);
        var whole = await ReadAsync(unit, area, first, last - first, cancellation);
        for (var at = first; at < last; at++)
        {
            var one = whole?[at - first] ?? (await ReadAsync(unit, area, at, 1, cancellation))?[0];
            if (one is not { } word)
                continue;
            var address = new ModbusAddress(area, (ushort)at);
            var value = address.IsBitArea ? TagValue.Of(word != 0) : TagValue.Of(word);
            yield return new($"unit/{unit}/{Word(area)}/{at}", address.ToString(), "register", address.ToString(), value.Kind, value, false)
            {
                TagKeys = [new("register", address.ToString()), new("as", value.Kind.Word()), new("unit_id", unit)],
            };
        }
    }

    private async ValueTask<bool> AnswersAsync(byte unit, CancellationToken cancellation)
    {
        var registers = new ushort[1];
        var result = await client.ReadHoldingRegistersAsync(unit, 0, registers, cancellation);
        return result.IsOk || IsRefusalOfTheDevice(result);
    }

    private async ValueTask<bool> HasAsync(byte unit, ModbusArea area, int first, int count, CancellationToken cancellation) =>
        await ReadAsync(unit, area, first, count, cancellation) is not null;

    private async ValueTask<ushort[]?> ReadAsync(byte unit, ModbusArea area, int first, int count, CancellationToken cancellation)
    {
        var registers = new ushort[count];
        if (area is ModbusArea.HoldingRegister or ModbusArea.InputRegister)
        {
            var read = area == ModbusArea.HoldingRegister
                ? await client.ReadHoldingRegistersAsync(unit, (ushort)first, registers, cancellation)
                : await client.ReadInputRegistersAsync(unit, (ushort)first, registers, cancellation);
            return read.IsOk ? registers : null;
        }
        var bits = new bool[count];
        var result = area == ModbusArea.Coil
            ? await client.ReadCoilsAsync(unit, (ushort)first, bits, cancellation)
            : await client.ReadDiscreteInputsAsync(unit, (ushort)first, bits, cancellation);
        return result.IsOk ? Array.ConvertAll(bits, b => (ushort)(b ? 1 : 0)) : null;
    }

    /// <summary>An exception of the device itself proves that somebody is there; one of a gateway proves the opposite.</summary>
    private static bool IsRefusalOfTheDevice(ModbusResult result) =>
        result.Status == ModbusStatus.Exception
        && result.Exception is not (ModbusExceptionCode.GatewayPathUnavailable or ModbusExceptionCode.GatewayTargetFailedToRespond);

    private static string AreaName(ModbusArea area) => area switch
    {
        ModbusArea.HoldingRegister => "holding registers",
        ModbusArea.InputRegister => "input registers",
        ModbusArea.Coil => "coils",
        _ => "discrete inputs",
    };

    private static string ObjectName(byte id) => id switch
    {
        0 => "vendor name",
        1 => "product code",
        2 => "revision",
        3 => "vendor URL",
        4 => "product name",
        5 => "model name",
        6 => "user application name",
        _ => $"object {id}",
    };
}
