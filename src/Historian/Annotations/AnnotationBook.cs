using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Millwright.Flow.Files;
using Millwright.Model;

namespace Millwright.Historian.Annotations;

/// <summary>The annotations of a plant, in one small file that is replaced as a whole: what was added is durable when the call returns.</summary>
public sealed class AnnotationBook
{
    /// <summary>The most annotations; remove old ones before adding more.</summary>
    public const int MaxAnnotations = 100_000;

    private const int MaxFileBytes = 512 * 1024 * 1024;
    private const int MaxKind = 64;
    private const int MaxText = 4_096;
    private const int MaxAuthor = 256;

    private readonly IFileStore _files;
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private List<Annotation> _all;

    private AnnotationBook(IFileStore files, string path, TimeProvider clock, List<Annotation> all) =>
        (_files, _path, _clock, _all) = (files, path, clock, all);

    /// <summary>Opens the book of a folder; a missing file is an empty book.</summary>
    /// <exception cref="IOException">It cannot be read, or is no such file.</exception>
    public static AnnotationBook Open(IFileStore files, string folder, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(files);
        files.CreateDirectory(folder);
        var path = Path.Combine(folder, "annotations.json");
        return new(files, path, clock, files.Exists(path) ? Read(files, path) : []);
    }

    /// <summary>Adds one; its identity and time are given here.</summary>
    /// <exception cref="ArgumentException">A part is too long or empty, the range is turned around, or the book is full.</exception>
    /// <exception cref="IOException">It is not durable and not added.</exception>
    public Annotation Add(TagPath path, Timestamp from, Timestamp to, string kind, string text, string author)
    {
        Check(kind, "kind", 1, MaxKind);
        Check(text, "text", 0, MaxText);
        Check(author, "author", 0, MaxAuthor);
        if (path.IsEmpty || to < from)
            throw new ArgumentException($"An annotation is about a tag or asset and ends after it begins; {from} to {to} of '{path}' is given.", nameof(path));
        lock (_gate)
        {
            if (_all.Count >= MaxAnnotations)
                throw new ArgumentException($"There are {MaxAnnotations:N0} annotations already; remove old ones first.", nameof(path));
            var added = new Annotation(Guid.CreateVersion7(_clock.GetUtcNow()), path, from, to, kind, text, author, Timestamp.Now(_clock));
            Replace([.. _all, added]);
            return added;
        }
    }

    /// <summary>Removes one.</summary>
    /// <returns>False when there is none of this identity.</returns>
    /// <exception cref="IOException">It is still there.</exception>
    public bool Remove(Guid id)
    {
        lock (_gate)
        {
            if (!_all.Exists(a => a.Id == id))
                return false;
            Replace(_all.FindAll(a => a.Id != id));
            return true;
        }
    }

    /// <summary>Those that touch a range and are about a tag or asset, one above it or one below it, by their beginnings.</summary>
    /// <param name="path">The tag or asset; empty for all.</param>
    /// <param name="from">The beginning.</param>
    /// <param name="to">The end, not included.</param>
    public IReadOnlyList<Annotation> Find(TagPath path, Timestamp from, Timestamp to)
    {
        List<Annotation> all;
        lock (_gate)
            all = _all;
        return [.. all.Where(a => a.From < to && (a.To > from || a.From >= from) && (path.IsEmpty || Holds(a.Path, path) || Holds(path, a.Path)))
            .OrderBy(a => a.From)];
    }

    private static bool Holds(TagPath upper, TagPath lower)
    {
        for (var path = lower; !path.IsEmpty; path = path.Parent)
        {
            if (path == upper)
                return true;
        }
        return false;
    }

    private static void Check(string text, string name, int least, int most)
    {
        ArgumentNullException.ThrowIfNull(text, name);
        if (text.Length < least || text.Length > most)
            throw new ArgumentException($"The {name} of an annotation has {least} to {most:N0} characters; {text.Length:N0} are given.", name);
    }

    private void Replace(List<Annotation> all)
    {
        var array = new JsonArray([.. all.Select(a => (JsonNode)new JsonObject
        {
            ["id"] = a.Id.ToString(),
            ["path"] = a.Path.ToString(),
            ["from"] = a.From.ToString(),
            ["to"] = a.To.ToString(),
            ["kind"] = a.Kind,
            ["text"] = a.Text,
            ["author"] = a.Author,
            ["at"] = a.At.ToString(),
        })]);
        AtomicFile.Replace(_files, _path, Encoding.UTF8.GetBytes(array.ToJsonString()));
        _all = all;
    }

    private static List<Annotation> Read(IFileStore files, string path)
    {
        try
        {
            var array = JsonNode.Parse(AtomicFile.Read(files, path, MaxFileBytes)) as JsonArray ?? throw new FormatException("it is no list");
            return [.. array.Select(n => new Annotation(
                Guid.Parse(Field(n, "id")), TagPath.Parse(Field(n, "path")), Time(n, "from"), Time(n, "to"), Field(n, "kind"), Field(n, "text"),
                Field(n, "author"), Time(n, "at")))];
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new IOException($"{path} is damaged: {e.Message}; restore it from a backup, or move it away to begin anew", e);
        }
    }

    private static string Field(JsonNode? node, string name) => node?[name]?.GetValue<string>() ?? throw new FormatException($"an annotation has no {name}");

    private static Timestamp Time(JsonNode? node, string name) =>
        Timestamp.TryParse(Field(node, name), out var time) ? time : throw new FormatException($"{name} is no time");
}
