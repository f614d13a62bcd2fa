using System.Collections.Frozen;
using System.Globalization;
using Millwright.Modbus.Registers;
using Millwright.Model;
using Millwright.Publish.Plant;

namespace Millwright.Publish.Modbus;

/// <summary>A tag's place in the registers.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Path">Its path below the plant.</param>
/// <param name="Area">The area.</param>
/// <param name="Offset">The first register or bit, from 0.</param>
/// <param name="Count">Registers or bits that it takes.</param>
/// <param name="Kind">How its value stands there.</param>
/// <param name="Scale">The value divided by it stands there.</param>
/// <param name="Number">Its place in the order of the map, from 0.</param>
/// <param name="IsWritable">Whether clients may write it, as far as the gate allows.</param>
internal sealed record RegisterSlot(TagHandle Tag, string Path, ModbusArea Area, int Offset, int Count, RegisterKind Kind, double Scale, int Number, bool IsWritable = false)
{
    /// <summary>Whether it is a coil or a discrete input.</summary>
    public bool IsBit => Area is ModbusArea.Coil or ModbusArea.DiscreteInput;

    /// <summary>As it is written: <c>holding 4</c>.</summary>
    public string Register => new ModbusAddress(Area, (ushort)Offset).ToString();
}

/// <summary>Which tags stand where, for one version of the plant.</summary>
internal sealed class RegisterMap
{
    private const int AreaSize = 65_536;

    private RegisterMap(List<RegisterSlot> slots, List<string> problems)
    {
        (Slots, Problems) = (slots, problems);
        ByTag = slots.ToLookup(s => s.Tag);
        ByArea = slots.GroupBy(s => s.Area).ToFrozenDictionary(g => g.Key, g => g.OrderBy(s => s.Offset).ToArray());
    }

    /// <summary>The tags in the order of the map.</summary>
    public IReadOnlyList<RegisterSlot> Slots { get; }

    /// <summary>What could not be given its place, a sentence each.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>A tag may stand in several places.</summary>
    public ILookup<TagHandle, RegisterSlot> ByTag { get; }

    /// <summary>The tags of each area in the order of their addresses.</summary>
    public FrozenDictionary<ModbusArea, RegisterSlot[]> ByArea { get; }

    /// <summary>The tag that stands at an address, with its first register or another one; null when none does.</summary>
    public RegisterSlot? At(ModbusArea area, int address)
    {
        if (!ByArea.TryGetValue(area, out var slots))
            return null;
        var (low, high) = (0, slots.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (slots[middle].Offset + slots[middle].Count <= address)
                low = middle + 1;
            else
                high = middle;
        }
        return low < slots.Length && slots[low].Offset <= address ? slots[low] : null;
    }

    /// <summary>Lays the tags out. What does not fit is left out and named; nothing else moves by it.</summary>
    public static RegisterMap Of(ModbusFaceOptions options, PublishedPlant plant)
    {
        var problems = new List<string>();
        var slots = new List<RegisterSlot>();
        var taken = Enum.GetValues<ModbusArea>().ToFrozenDictionary(a => a, _ => new string?[AreaSize]);
        var tags = plant.Tags.Active.Select(h => (Handle: h, Path: Below(plant.Path, plant.Tags[h].Path), plant.Tags[h].Kind)).OrderBy(t => t.Path, StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var entry in options.Map)
        {
            var address = ModbusAddress.Parse(entry.Register);
            var family = entry.Tags.EndsWith('*') ? entry.Tags[..^1] : null;
            var chosen = tags.Where(t => family is null ? t.Path.Equals(entry.Tags, StringComparison.OrdinalIgnoreCase) : t.Path.StartsWith(family, StringComparison.OrdinalIgnoreCase)).ToList();
            if (chosen.Count == 0)
                problems.Add($"{entry.Tags} is no tag of the plant");
            var next = (int)address.Offset;
            foreach (var (handle, path, tagKind) in chosen)
            {
                if (KindOf(entry, address, tagKind) is not { } kind)
                {
                    problems.Add($"{path} is {tagKind.Word()}, which does not stand in {(address.IsBitArea ? "bits" : entry.As is { } wanted ? $"registers as {wanted.ToString().ToLowerInvariant()}" : "registers")}");
                    continue;
                }
                var count = address.IsBitArea ? 1 : kind.Registers(entry.Length);
                // Its place stays its own, also when it cannot be used: those behind it do not move.
                var offset = next;
                next += count;
                if (next > AreaSize)
                {
                    problems.Add($"{path} lies behind the last register");
                    break;
                }
                var area = taken[address.Area];
                if (area.AsSpan(offset, count).ToArray().FirstOrDefault(t => t is not null) is { } other)
                {
                    problems.Add(string.Create(CultureInfo.InvariantCulture, $"{path} has no place at {new ModbusAddress(address.Area, (ushort)offset)}: {other} stands there"));
                    continue;
                }
                area.AsSpan(offset, count).Fill(path);
                slots.Add(new(handle, path, address.Area, offset, count, kind, entry.Scale, slots.Count, entry.Writable));
            }
        }
        if (options.GoodBits is { } bits && ModbusAddress.Parse(bits) is var first && (first.Offset + slots.Count > AreaSize || taken[first.Area].AsSpan(first.Offset, slots.Count).ToArray().Any(t => t is not null)))
            problems.Add($"the bits at {bits} have no place for {slots.Count} tags");
        return new(slots, problems);
    }

    private static RegisterKind? KindOf(ModbusMapOptions entry, ModbusAddress address, TagKind tag)
    {
        var natural = RegisterKinds.Of(tag);
        if (address.IsBitArea)
            return tag == TagKind.Boolean && entry.As is null or RegisterKind.Bool ? RegisterKind.Bool : null;
        if (natural is null || entry.As is not { } wanted)
            return natural;
        return (wanted == RegisterKind.String) == (natural == RegisterKind.String) ? wanted : null;
    }

    private static string Below(TagPath plant, TagPath tag) => tag.ToString()[(plant.ToString().Length + 1)..];
}
