using Millwright.Flow.Tags;
using Millwright.Model;
using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.AddressSpace.Companions;
using Millwright.OpcUa.Types;
using Millwright.Publish.Plant;
using UaRange = Millwright.OpcUa.Messages.ValueRange;

namespace Millwright.Publish.OpcUa;

/// <summary>
/// The plant's nodes: enterprise, site and assets as equipment of ISA-95, machines with a nameplate also as machines, a variable for each
/// tag, a method for each command. A new version of the plant touches only what is different.
/// </summary>
internal sealed class PlantNodes(UaAddressSpace space, CompanionTypes types, ushort ns, TagPath plant, CommandNodes commands)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TagPath, Asset> _assets = [];
    private readonly Dictionary<TagHandle, TagNode> _tags = [];
    private readonly Dictionary<TagPath, PublishedCommand> _commands = [];
    private TagTable? _table;

    /// <summary>The namespace of the plant's nodes.</summary>
    public ushort Namespace => ns;

    /// <summary>Tags that are shown.</summary>
    public int TagCount => _tags.Count;

    /// <summary>Puts a version in place.</summary>
    /// <param name="published">The plant.</param>
    /// <param name="tags">Its tags with what is to be seen of them.</param>
    /// <returns>What changed, with a sentence for each thing that could not be shown.</returns>
    public NodeChanges Apply(PublishedPlant published, IReadOnlyDictionary<TagHandle, TagNode> tags)
    {
        lock (_gate)
        {
            _table = published.Tags;
            return Change(published, tags);
        }
    }

    /// <summary>The node of a place in the plant, or of what it lies below; the Server object where nothing of the plant is meant.</summary>
    public NodeId NodeAt(TagPath place)
    {
        lock (_gate)
        {
            if (_table is not null && _table.TryFind(place, out var tag) && _tags.TryGetValue(tag, out var node))
                return IdOf(node);
            while (!place.IsEmpty && !_assets.ContainsKey(place))
                place = place.Parent;
            return place.IsEmpty ? new NodeId(StandardIds.Server) : AssetId(place);
        }
    }

    private NodeChanges Change(PublishedPlant published, IReadOnlyDictionary<TagHandle, TagNode> tags)
    {
        var problems = new List<string>();
        var assets = Above().Concat(published.Assets).ToDictionary(a => a.Path);
        var before = _assets.Count + _tags.Count;
        using var edit = space.Edit();
        foreach (var gone in _assets.Values.Where(a => !assets.TryGetValue(a.Path, out var now) || now != a).Select(a => a.Path).ToList())
            RemoveAsset(edit, gone);
        foreach (var (handle, _) in _tags.Where(t => !tags.TryGetValue(t.Key, out var now) || now != t.Value).ToList())
            RemoveTag(edit, handle);
        var wanted = published.Commands.ToDictionary(c => c.Path);
        foreach (var gone in _commands.Values.Where(c => !wanted.TryGetValue(c.Path, out var now) || !CommandNodes.IsSame(now, c)).ToList())
        {
            edit.Remove(CommandId(gone.Path));
            _commands.Remove(gone.Path);
        }
        var kept = _assets.Count + _tags.Count;
        foreach (var asset in assets.Values.Where(a => !_assets.ContainsKey(a.Path)))
            Try(asset.Path, problems, () => AddAsset(edit, asset));
        foreach (var (handle, node) in tags.Where(t => !_tags.ContainsKey(t.Key)))
            Try(node.Path, problems, () => AddTag(edit, handle, node, published.Tags[handle]));
        foreach (var command in wanted.Values.Where(c => !_commands.ContainsKey(c.Path)))
            Try(command.Path, problems, () => AddCommand(edit, command));
        return new(_assets.Count + _tags.Count - kept, before - kept, problems);
    }

    /// <summary>The node id of a tag.</summary>
    public NodeId IdOf(TagNode node) => new(ns, node.Name);

    private static void Try(TagPath path, List<string> problems, Action add)
    {
        try
        {
            add();
        }
        catch (UaException e)
        {
            problems.Add($"{path}: {e.Message}");
        }
    }

    /// <summary>The levels of the plant's own path: the last is the site, the one above it the enterprise.</summary>
    private IEnumerable<Asset> Above()
    {
        var levels = new List<Asset>();
        for (var path = plant; !path.IsEmpty; path = path.Parent)
            levels.Add(new() { Path = path, Level = levels.Count == 0 ? AssetLevel.Site : AssetLevel.Enterprise });
        return Enumerable.Reverse(levels);
    }

    private void AddAsset(AddressSpaceEdit edit, Asset asset)
    {
        var isTop = asset.Path.Parent.IsEmpty;
        var id = AssetId(asset.Path);
        edit.AddObject(
            isTop ? new NodeId(StandardIds.ObjectsFolder) : AssetId(asset.Path.Parent), id, new QualifiedName(ns, asset.Path.Name),
            new ObjectSettings
            {
                TypeDefinition = types.EquipmentType,
                ReferenceType = isTop ? new NodeId(StandardIds.Organizes) : types.MadeUpOfEquipment,
                Description = asset.Description,
                EventNotifier = EventNotifier.SubscribeToEvents,
            });
        // By these clients find whose events an object passes on (OPC 10000-3, 7.16).
        edit.AddReference(isTop ? new NodeId(StandardIds.Server) : AssetId(asset.Path.Parent), new NodeId(StandardIds.HasNotifier), id);
        _assets.Add(asset.Path, asset);
        edit.AddConstant(
            id, Part(id, "EquipmentLevel"), new QualifiedName(types.Equipment, "EquipmentLevel"),
            new VariableSettings
            {
                DataType = types.EquipmentLevelType,
                TypeDefinition = new NodeId(StandardIds.PropertyType),
                ReferenceType = types.HasEquipmentAttribute,
            },
            new Variant((int)NodeNames.LevelOf(asset.Level)));
        if (asset.Nameplate is { } nameplate)
            Identification(nameplate, asset).AddTo(edit, types, id);
    }

    private static MachineIdentification Identification(Nameplate plate, Asset asset) =>
        new(plate.Manufacturer, plate.SerialNumber, plate.ProductInstanceUri ?? $"urn:{Uri.EscapeDataString(plate.Manufacturer)}:{Uri.EscapeDataString(plate.SerialNumber)}")
        {
            Model = plate.Model ?? asset.Type,
            ProductCode = plate.ProductCode,
            HardwareRevision = plate.HardwareRevision,
            SoftwareRevision = plate.SoftwareRevision,
            Location = plate.Location,
            YearOfConstruction = plate.YearOfConstruction is { } year ? (ushort)year : null,
            ComponentName = asset.Path.Name,
        };

    private void RemoveAsset(AddressSpaceEdit edit, TagPath path)
    {
        // One above it may have taken it along.
        if (!_assets.ContainsKey(path))
            return;
        edit.Remove(AssetId(path));
        foreach (var below in _assets.Keys.Where(a => a.IsWithin(path)).ToList())
            _assets.Remove(below);
        foreach (var (handle, _) in _tags.Where(t => t.Value.Path.IsWithin(path)).ToList())
            _tags.Remove(handle);
        foreach (var command in _commands.Keys.Where(c => c.IsWithin(path)).ToList())
            _commands.Remove(command);
    }

    private void AddTag(AddressSpaceEdit edit, TagHandle handle, TagNode node, TagDefinition tag)
    {
        var id = IdOf(node);
        var parent = AssetId(node.Path.Parent);
        var isAny = ValueMapping.TypeOf(node.Kind) == BuiltInType.Variant;
        var words = NodeNames.StatesOf(tag);
        edit.AddVariable(
            parent, id, new QualifiedName(ns, node.Path.Name),
            new VariableSettings
            {
                DataType = new NodeId(isAny ? StandardIds.BaseDataType : (uint)ValueMapping.TypeOf(node.Kind)),
                ValueRank = isAny ? -2 : node.Kind.IsArray() ? 1 : -1,
                TypeDefinition = words is not null && tag.Kind is TagKind.UInt8 or TagKind.UInt16 or TagKind.UInt32 ? new NodeId(StandardIds.MultiStateDiscreteType) : null,
                Access = AccessLevel.CurrentRead | AccessLevel.HistoryRead | (node.Writable ? AccessLevel.CurrentWrite : AccessLevel.None),
                Historizing = true,
                Unit = node.Unit is { } unit ? new EngineeringUnit(unit.OpcUaUnitId, unit.Symbol, unit.Name) : null,
                Range = node.Range is { } range ? new UaRange(range.Low, range.High) : null,
                Description = node.Description,
            },
            handle.Index);
        _tags.Add(handle, node);
        if (words is not null)
        {
            edit.AddProperty(id, Part(id, "EnumStrings"), new QualifiedName("EnumStrings"), new NodeId((uint)BuiltInType.LocalizedText),
                Variant.FromArray(Array.ConvertAll(words, static w => new LocalizedText(w))));
        }
        if (node.Momentary)
            AddCommand(edit, parent, handle, node);
    }

    private void AddCommand(AddressSpaceEdit edit, NodeId parent, TagHandle handle, TagNode node) =>
        edit.AddMethod(
            parent, Part(IdOf(node), "Trigger"), new QualifiedName(ns, $"Trigger_{node.Path.Name}"),
            new MethodSettings
            {
                DisplayName = $"Trigger {node.Path.Name}",
                Description = node.Description,
                Inputs = [new("Reason", new NodeId((uint)BuiltInType.String), Description: "Why, for the audit trail; may be empty.")],
            },
            handle.Index);

    private void AddCommand(AddressSpaceEdit edit, PublishedCommand command)
    {
        var name = command.Path.Name;
        edit.AddMethod(
            AssetId(command.Path.Parent), CommandId(command.Path), new QualifiedName(ns, name),
            new MethodSettings
            {
                Description = command.Description,
                Inputs =
                [
                    .. command.Arguments.Select(a => new MethodArgument(a.Name, new NodeId((uint)ValueMapping.TypeOf(a.Kind)), a.Kind.IsArray() ? 1 : -1, a.Description)),
                    new("Reason", new NodeId((uint)BuiltInType.String), Description: "Why, for the audit trail; may be empty."),
                ],
                Outputs = [new("Answer", new NodeId((uint)BuiltInType.String), Description: "What the device answered.")],
            },
            commands.HandleOf(command));
        _commands.Add(command.Path, command);
    }

    private NodeId CommandId(TagPath path) => Part(AssetId(path.Parent), $"Command/{path.Name}");

    private void RemoveTag(AddressSpaceEdit edit, TagHandle handle)
    {
        // Its asset may have taken it along.
        if (!_tags.Remove(handle, out var node))
            return;
        edit.Remove(IdOf(node));
        if (node.Momentary)
            edit.Remove(Part(IdOf(node), "Trigger"));
    }

    // What belongs to a node; '#' cannot stand in a path, so no tag has such an id.
    private static NodeId Part(NodeId id, string name) => new(id.NamespaceIndex, $"{id.Text}#{name}");

    // The plant's own levels begin with '/', assets end with it: neither can be the name of a tag.
    private NodeId AssetId(TagPath path) =>
        new(ns, path.IsWithin(plant) && path != plant ? NameBook.Below(path, plant) + "/" : "/" + path);
}

/// <summary>What a new version of the plant did to its nodes.</summary>
/// <param name="Added">Assets and tags that came, or came back changed.</param>
/// <param name="Removed">Assets and tags that went, or went to come back changed.</param>
/// <param name="Problems">A sentence for each that could not be shown.</param>
internal sealed record NodeChanges(int Added, int Removed, IReadOnlyList<string> Problems);
