namespace Millwright.Host.Imports.Formats;

/// <summary>
/// Tags of Ignition (8) exported as JSON: folders, tags and instances of user defined types, whose definitions under <c>_types_</c> and parameters are
/// put in. Tags of OPC servers are carried over. The file names a server but not where it is, so that has to be said beside it.
/// </summary>
internal static class IgnitionTags
{
    /// <summary>Types within types, so that one that holds itself ends.</summary>
    private const int MaxTypes = 16;

    public static void Read(ForeignValue file, ImportedPlant plant)
    {
        var top = file.Element.ValueKind == System.Text.Json.JsonValueKind.Array ? file.Items().ToList() : file.Find("tags") is null ? [] : [file];
        if (top.Count == 0)
            throw new ImportException("tags", "is missing, so this is no export of tags", "export a folder of tags in the Designer as JSON");
        new Reading(plant, top).Run();
    }

    private sealed class Reading(ImportedPlant plant, List<ForeignValue> top)
    {
        private readonly Dictionary<string, string> _connections = [];
        private readonly SortedSet<string> _unknown = new(StringComparer.Ordinal);
        private readonly Dictionary<string, ForeignValue> _types = [];

        public void Run()
        {
            foreach (var node in top)
                Learn(node, "");
            foreach (var node in top)
                Walk(node, [], IgnitionParameters.None, 0);
            if (_unknown.Count > 0)
                throw new ImportException("opcServer", $"the addresses of these servers are not in the export: {string.Join(", ", _unknown.Select(u => $"'{u}'"))}",
                    $"say them: {string.Join(' ', _unknown.Select(u => $"--address \"{u}=opc.tcp://HOST:PORT\""))}");
        }

        /// <summary>Finds the definitions of types by their paths below <c>_types_</c>.</summary>
        private void Learn(ForeignValue node, string path)
        {
            var name = node.Text("name") ?? "";
            var own = name is "" or "_types_" || node.Text("tagType") is "Provider" ? "" : path.Length == 0 ? name : $"{path}/{name}";
            if (node.Text("tagType") is "UdtType")
                _types.TryAdd(own, node);
            else
            {
                foreach (var below in node.List("tags"))
                    Learn(below, own);
            }
        }

        private void Walk(ForeignValue node, string[] folders, IgnitionParameters parameters, int types)
        {
            var name = node.Text("name") ?? "";
            switch (node.Text("tagType"))
            {
                case "UdtType":
                    break;
                case "UdtInstance":
                    Instance(node, [.. folders, name], parameters.With(node), types);
                    break;
                case "AtomicTag":
                    Tag(node, null, name, folders, parameters);
                    break;
                default:
                    string[] inside = name.Length == 0 || node.Text("tagType") is "Provider" ? folders : [.. folders, name];
                    foreach (var below in node.List("tags").Where(b => b.Text("name") is not "_types_"))
                        Walk(below, inside, parameters, types);
                    break;
            }
        }

        /// <summary>The type's tags with what the instance has of its own laid over them.</summary>
        private void Instance(ForeignValue node, string[] folders, IgnitionParameters parameters, int types)
        {
            if (types == MaxTypes)
            {
                plant.Lose(node, folders[^1], $"has types within types more than {MaxTypes} deep", "make its tags by hand");
                return;
            }
            var typeId = node.Text("typeId");
            var type = typeId is null ? null : Definition(typeId);
            if (typeId is not null && type is null && !node.List("tags").Any())
                plant.Lose(node, folders[^1], $"is a '{typeId}', whose definition is not in the file", "export the folder _types_ with it");
            Members(type?.List("tags") ?? [], [.. node.List("tags")], folders, type is { } known ? parameters.Below(known) : parameters, types + 1);
        }

        private void Members(IEnumerable<ForeignValue> defined, List<ForeignValue> own, string[] folders, IgnitionParameters parameters, int types)
        {
            var seen = new HashSet<string>();
            foreach (var member in defined)
            {
                var name = member.Text("name") ?? "";
                seen.Add(name);
                var over = own.Find(o => o.Text("name") == name);
                ForeignValue? laid = over.Place is null ? null : over;
                if (member.Text("tagType") is "AtomicTag")
                    Tag(member, laid, name, folders, parameters);
                else if (member.Text("tagType") is "Folder" or null)
                    Members(member.List("tags"), [.. laid?.List("tags") ?? []], [.. folders, name], parameters, types);
                else
                    Walk(member, folders, laid is { } set ? parameters.With(set) : parameters, types);
            }
            foreach (var extra in own.Where(o => !seen.Contains(o.Text("name") ?? "")))
                Walk(extra, folders, parameters, types);
        }

        private ForeignValue? Definition(string typeId) =>
            _types.TryGetValue(typeId, out var type) || _types.TryGetValue(typeId[(typeId.IndexOf(']', StringComparison.Ordinal) + 1)..].Replace("_types_/", "", StringComparison.Ordinal), out type)
                ? type
                : null;

        private void Tag(ForeignValue tag, ForeignValue? over, string name, string[] folders, IgnitionParameters parameters)
        {
            string? Text(string key) => parameters.Fill(over?.Find(key) ?? tag.Find(key));
            double? Number(string key) => over?.Number(key) ?? tag.Number(key);
            if (Text("valueSource") is not "opc")
            {
                plant.Lose(tag, name, $"takes its value from '{Text("valueSource") ?? "memory"}', not from a device", "see calculated tags and rules");
                return;
            }
            var (server, path) = (Text("opcServer"), Text("opcItemPath"));
            if (server is null || path is null || path.Contains('{', StringComparison.Ordinal))
            {
                plant.Lose(tag, name, $"names no server or no item, or a parameter without a value: '{path}'", "add the tag by hand");
                return;
            }
            var kind = KindOf(Text("dataType"));
            if (kind is null)
            {
                plant.Lose(tag, name, $"has the data type {Text("dataType")}, which nothing here has", "take its members one by one");
                return;
            }
            if (tag.Find("alarms") is not null || tag.Find("eventScripts") is not null)
                plant.Lose(tag, name, "has alarms or scripts; it is carried over without", "listen to the device's own events, or write rules");
            var isLinear = Text("scaleMode") is "Linear";
            var keys = new TagKeys().Add(ImportText.From, Connection(server, tag)).Add("node", path).Add("as", kind);
            if (isLinear)
                keys.AddLinear(Number("rawLow") ?? 0, Number("rawHigh") ?? 10, Number("scaledLow") ?? 0, Number("scaledHigh") ?? 10, Text("clampMode") is "Clamp_Both");
            else if (Text("scaleMode") is { } mode and not "Off")
                plant.Lose(tag, name, $"is scaled by '{mode}'; it is carried over unscaled", "scale it where it is used");
            keys.AddUnit(Text("engUnit"), name, tag.Place, plant)
                .Add("deadband", Text("deadbandMode") is null or "Absolute" && Number("deadband") > 0 ? Text("deadband") : null)
                .Add("description", Text("documentation") ?? Text("tooltip"));
            plant.Add(folders, name, keys.All, tag.Place);
        }

        private string Connection(string server, ForeignValue tag)
        {
            if (!plant.Addresses.TryGetValue(server, out var address))
            {
                _unknown.Add(server);
                return server;
            }
            if (!_connections.TryGetValue(server, out var name))
                _connections.Add(server, name = plant.Connect(server, new TagKeys().Add("driver", "opc-ua").Add("address", address).All, tag.Place));
            return name;
        }

        private static string? KindOf(string? type) => type switch
        {
            "Boolean" => "bool",
            "Int1" => "int8",
            "Int2" => "int16",
            null or "Int4" => "int32",
            "Int8" => "int64",
            "Float4" => "float32",
            "Float8" => "float64",
            "String" or "Text" => "string",
            "BooleanArray" => "bool[]",
            "Int1Array" => "int8[]",
            "Int2Array" => "int16[]",
            "Int4Array" => "int32[]",
            "Int8Array" => "int64[]",
            "Float4Array" => "float32[]",
            "Float8Array" => "float64[]",
            "StringArray" => "string[]",
            _ => null,
        };
    }
}
