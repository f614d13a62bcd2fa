using System.Globalization;
using System.Text.RegularExpressions;
using Millwright.Flow.Sources;

namespace Millwright.Host.Imports.Formats;

/// <summary>Devices and addresses of Kepware's driver "Modbus TCP/IP Ethernet".</summary>
internal static partial class KepwareModbus
{
    /// <summary>The connection of a device whose id is <c>&lt;10.0.3.17&gt;.1</c>; null where it is not.</summary>
    public static IReadOnlyList<TagKey>? Connection(ForeignValue device)
    {
        if (DeviceId().Match(device.Text("servermain.DEVICE_ID_STRING") ?? "") is not { Success: true } id)
            return null;
        var port = device.Number("modbus_ethernet.DEVICE_ETHERNET_PORT_NUMBER") ?? 502;
        var isUdp = device.Number("modbus_ethernet.DEVICE_ETHERNET_IP_PROTOCOL") == 0;
        var isBigEndian = device.Flag("modbus_ethernet.DEVICE_MODBUS_BYTE_ORDER") ?? true;
        var isLowFirst = device.Flag("modbus_ethernet.DEVICE_FIRST_WORD_LOW") ?? true;
        var order = (isBigEndian, isLowFirst) switch
        {
            (true, true) => "cdab",
            (true, false) => null,
            (false, false) => "badc",
            (false, true) => "dcba",
        };
        return new TagKeys()
            .Add("driver", isUdp ? "modbus-udp" : "modbus-tcp")
            .Add("address", string.Create(CultureInfo.InvariantCulture, $"{id.Groups["host"].Value}:{port}"))
            .Add("unit", id.Groups["unit"].Value)
            .Add("word_order", order)
            .All;
    }

    /// <summary>Adds the register and its type.</summary>
    /// <returns>Why it cannot be; null when done.</returns>
    public static string? Address(ForeignValue tag, bool isOneBased, TagKeys into)
    {
        var written = tag.Text("servermain.TAG_ADDRESS") ?? "";
        if (TagAddress().Match(written) is not { Success: true } address)
            return $"has the address '{written}', which names no register, coil or string of them";
        var offset = int.Parse(address.Groups["number"].Value, CultureInfo.InvariantCulture) - (isOneBased ? 1 : 0);
        if (offset is < 0 or > 65_535)
            return $"has the address '{written}', which is outside of a device's 65536";
        var area = address.Groups["area"].Value switch { "0" => "coil", "1" => "discrete", "3" => "input", _ => "holding" };
        var isBits = area is "coil" or "discrete";
        var bit = address.Groups["bit"].Value;
        if (address.Groups["bytes"].Value is { Length: > 0 } bytes)
        {
            if (isBits)
                return $"has the address '{written}': a text in coils";
            var registers = (int.Parse(bytes, CultureInfo.InvariantCulture) + 1) / 2;
            into.Add("register", $"{area} {offset}").Add("as", "string").Add("length", registers).Add("low_byte_first", address.Groups["order"].Value is "L" ? "true" : null);
            return null;
        }
        var type = (int)(tag.Number("servermain.TAG_DATA_TYPE") ?? -1);
        var isArray = type is >= 20 and <= 34;
        var kind = isBits || bit.Length > 0 ? "bool" : KindOf(isArray ? type - 20 : type < 0 ? 5 : type);
        if (kind is null or "string" || (kind == "bool" && !isBits && bit.Length == 0))
            return $"has the data type {type} at '{written}', which no register holds";
        into.Add("register", bit.Length > 0 ? $"{area} {offset}.{bit}" : $"{area} {offset}").Add("as", isBits || bit.Length > 0 ? null : type is 10 ? "bcd16" : type is 11 ? "bcd32" : kind);
        if (!isArray)
            return null;
        if (address.Groups["length"].Value is not { Length: > 0 } length)
            return $"is an array whose length '{written}' does not say";
        into.Add("length", length);
        return null;
    }

    /// <summary>The kind for a number of <c>servermain.TAG_DATA_TYPE</c>; null for characters, dates and the like.</summary>
    public static string? KindOf(int type) => type switch
    {
        0 => "string",
        1 => "bool",
        4 => "int16",
        5 or 10 => "uint16",
        6 => "int32",
        7 or 11 => "uint32",
        8 => "float32",
        9 => "float64",
        13 => "int64",
        14 => "uint64",
        _ => null,
    };

    [GeneratedRegex(@"^<(?<host>[^<>]{1,253})>\.(?<unit>[0-9]{1,3})$", RegexOptions.CultureInvariant)]
    private static partial Regex DeviceId();

    /// <summary><c>400001</c>, <c>40001.3</c> for a bit, <c>400001.20H</c> for a text of 20 bytes, <c>400001[10]</c> for an array.</summary>
    [GeneratedRegex(@"^(?<area>[0134])(?<number>[0-9]{4,5})(\.(?<bit>[0-9]|1[0-5])|\.(?<bytes>[0-9]{1,3})(?<order>[HL])|\s*\[(?<length>[0-9]{1,3})\])?$", RegexOptions.CultureInvariant)]
    private static partial Regex TagAddress();
}
