using Millwright.Model;
using Millwright.OpcUa.AddressSpace.Companions;

namespace Millwright.Publish.OpcUa;

/// <summary>How things of a plant are called in the address space.</summary>
internal static class NodeNames
{
    /// <summary>The namespace of a plant's nodes: the same whichever node publishes it, and so are the ids in it.</summary>
    public static string NamespaceOf(TagPath plant) => "urn:millwright:plant:" + plant.ToString().ToLowerInvariant().Replace('/', ':');

    /// <summary>The level in the words of ISA-95 (OPC 10030).</summary>
    public static EquipmentLevel LevelOf(AssetLevel level) => level switch
    {
        AssetLevel.Enterprise => EquipmentLevel.Enterprise,
        AssetLevel.Site => EquipmentLevel.Site,
        AssetLevel.Area => EquipmentLevel.Area,
        AssetLevel.Line => EquipmentLevel.ProductionLine,
        AssetLevel.Machine => EquipmentLevel.WorkCell,
        AssetLevel.Component => EquipmentLevel.EquipmentModule,
        _ => EquipmentLevel.Other,
    };

    /// <summary>The words of an enumeration by their number from 0, empty where there is none; null when the numbers are not such.</summary>
    public static string[]? StatesOf(TagDefinition tag)
    {
        const int MaxStates = 256;
        if (tag.States is not { Count: > 0 } states || states.Keys.Min() < 0 || states.Keys.Max() >= MaxStates)
            return null;
        var words = new string[states.Keys.Max() + 1];
        for (var i = 0; i < words.Length; i++)
            words[i] = states.GetValueOrDefault(i, "");
        return words;
    }
}
