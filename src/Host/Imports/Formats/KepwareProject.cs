using Millwright.Flow.Sources;

namespace Millwright.Host.Imports.Formats;

/// <summary>
/// A Kepware project (KEPServerEX 6, Kepware Edge) saved as JSON, with the property names of its configuration API. Channels of Modbus over TCP and
/// of OPC UA clients are carried over; a tag stands at <c>channel/device/group</c>.
/// </summary>
internal static class KepwareProject
{
    private const string NameOf = "common.ALLTYPES_NAME";
    private const string DriverOf = "servermain.MULTIPLE_TYPES_DEVICE_DRIVER";

    public static void Read(ForeignValue file, ImportedPlant plant)
    {
        var project = file.Find("project") ?? file;
        if (project.Find("channels") is null)
            throw new ImportException("project.channels", "is missing, so this is no project of Kepware", "save the project as JSON: File, Save As, *.json");
        foreach (var channel in project.List("channels"))
        {
            var name = channel.Text(NameOf) ?? "channel";
            foreach (var device in channel.List("devices"))
                Device(channel, name, device, plant);
        }
    }

    private static void Device(ForeignValue channel, string channelName, ForeignValue device, ImportedPlant plant)
    {
        var name = device.Text(NameOf) ?? "device";
        var driver = device.Text(DriverOf) ?? channel.Text(DriverOf) ?? "no driver";
        IReadOnlyList<TagKey>? keys = null;
        Func<ForeignValue, TagKeys, string?>? address = null;
        switch (driver)
        {
            case "Modbus TCP/IP Ethernet" when KepwareModbus.Connection(device) is { } found:
                keys = found;
                var isOneBased = device.Flag("modbus_ethernet.DEVICE_ZERO_BASED_ADDRESSING") ?? true;
                address = (tag, into) => KepwareModbus.Address(tag, isOneBased, into);
                break;
            case "OPC UA Client" when channel.Text("opcuaclient.CHANNEL_UA_SERVER_ENDPOINT_URL") is { } url:
                keys = new TagKeys().Add("driver", "opc-ua").Add("address", url).All;
                address = (tag, into) => Node(tag, into);
                break;
        }
        if (keys is null || address is null)
        {
            plant.Lose(device, $"{channelName}.{name}", $"is a device of the driver '{driver}', or its address cannot be read",
                $"leave it to Kepware and read it there: driver: opc-ua, node: \"ns=2;s={channelName}.{name}.TAG\"");
            return;
        }
        var connection = plant.Connect($"{channelName}_{name}", keys, device.Place);
        var writable = 0;
        Tags(device, [channelName, name], 0);
        if (writable > 0)
            plant.Lose(device, $"{channelName}.{name}", $"lets {writable} of its tags be written; here they can only be read", "a write needs bounds: add for example write: { low: 0, high: 100 } to the tag");

        void Tags(ForeignValue group, string[] folders, int depth)
        {
            foreach (var tag in group.List("tags"))
            {
                var tagName = tag.Text(NameOf) ?? "tag";
                var into = new TagKeys().Add(ImportText.From, connection);
                if (address(tag, into) is { } problem)
                {
                    plant.Lose(tag, tagName, problem, "add the tag by hand");
                    continue;
                }
                Common(tag, tagName, into, plant);
                writable += tag.Number("servermain.TAG_READ_WRITE_ACCESS") == 1 ? 1 : 0;
                plant.Add(folders, tagName, into.All, tag.Place);
            }
            foreach (var below in group.List("tag_groups"))
                Tags(below, [.. folders, below.Text(NameOf) ?? "group"], depth + 1);
        }
    }

    private static void Common(ForeignValue tag, string name, TagKeys into, ImportedPlant plant)
    {
        into.AddMilliseconds("scan", tag.Number("servermain.TAG_SCAN_RATE_MILLISECONDS"));
        switch (tag.Number("servermain.TAG_SCALING_TYPE"))
        {
            case 1 when tag.Flag("servermain.TAG_SCALING_NEGATE_VALUE") != true:
                var isClamped = tag.Flag("servermain.TAG_SCALING_CLAMP_LOW") == true && tag.Flag("servermain.TAG_SCALING_CLAMP_HIGH") == true;
                into.AddLinear(tag.Number("servermain.TAG_SCALING_RAW_LOW"), tag.Number("servermain.TAG_SCALING_RAW_HIGH"),
                    tag.Number("servermain.TAG_SCALING_SCALED_LOW"), tag.Number("servermain.TAG_SCALING_SCALED_HIGH"), isClamped);
                break;
            case > 0:
                plant.Lose(tag, name, "has a square root or a negated value as its scaling; it is carried over unscaled", "scale it where it is used");
                break;
        }
        into.AddUnit(tag.Text("servermain.TAG_SCALING_UNITS"), name, tag.Place, plant).Add("description", tag.Text("common.ALLTYPES_DESCRIPTION"));
    }

    private static string? Node(ForeignValue tag, TagKeys into)
    {
        if (tag.Text("servermain.TAG_ADDRESS") is not { } node)
            return "has no address";
        into.Add("node", node);
        if (tag.Number("servermain.TAG_DATA_TYPE") is not ({ } type and >= 0))
            return null;
        into.Add("as", KepwareModbus.KindOf((int)type));
        return KepwareModbus.KindOf((int)type) is null ? $"has the data type {type}, which nothing here has" : null;
    }
}
