using System.Text;
using Millwright.Flow.Files;
using Millwright.Model;

namespace Millwright.Publish.OpcUa;

/// <summary>
/// The string in the node id of each tag: the path below the plant that the tag had when it was first published. It is kept by the tag's
/// identity, so that a tag that is renamed or moved shows another place and name while clients go on with the node id they know.
/// </summary>
internal sealed class NameBook(IFileStore files, string path)
{
    private const int MaxBytes = 256 << 20;

    /// <summary>The names of these tags, in their order. New ones are on the medium when this returns.</summary>
    /// <exception cref="IOException">The book cannot be read or written.</exception>
    public IReadOnlyList<string> NamesOf(IReadOnlyList<TagDefinition> tags, TagPath plant)
    {
        var known = Read();
        var taken = known.Values.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var names = new string[tags.Count];
        var isNew = false;
        for (var i = 0; i < names.Length; i++)
        {
            if (known.TryGetValue(tags[i].Id, out var name))
            {
                names[i] = name;
                continue;
            }
            names[i] = NewName(Below(tags[i].Path, plant), taken);
            known.Add(tags[i].Id, names[i]);
            isNew = true;
        }
        if (isNew)
            Write(known);
        return names;
    }

    /// <summary>A path without the plant it begins with.</summary>
    public static string Below(TagPath path, TagPath plant)
    {
        var text = path.ToString();
        return path.IsWithin(plant) && text.Length > plant.ToString().Length ? text[(plant.ToString().Length + 1)..] : text;
    }

    // '#' cannot stand in a path, so no tag ever asks for such a name by itself.
    private static string NewName(string wanted, HashSet<string> taken)
    {
        var name = wanted;
        for (var number = 2; !taken.Add(name); number++)
            name = $"{wanted}#{number}";
        return name;
    }

    private Dictionary<TagId, string> Read()
    {
        var names = new Dictionary<TagId, string>();
        if (!files.Exists(path))
            return names;
        var text = Encoding.UTF8.GetString(AtomicFile.Read(files, path, MaxBytes));
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var at = line.IndexOf(' ');
            if (at > 0 && TagId.TryParse(line[..at].ToString(), out var id))
                names[id] = line[(at + 1)..].ToString();
            else if (!line.IsEmpty)
                throw new IOException($"{path} is damaged at '{line}'");
        }
        return names;
    }

    private void Write(Dictionary<TagId, string> names)
    {
        var text = new StringBuilder(names.Count * 80);
        foreach (var (id, name) in names)
            text.Append(id.ToString()).Append(' ').Append(name).Append('\n');
        files.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Replace(files, path, Encoding.UTF8.GetBytes(text.ToString()));
    }
}
