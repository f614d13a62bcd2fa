using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.FileSystemGlobbing;
using Millwright.Host.Configuration.Binding;
using Millwright.Host.Configuration.Yaml;
using Millwright.Model;

namespace Millwright.Host.Configuration.Loading;

/// <summary>Reads plant.yaml and all it includes, each file once.</summary>
internal sealed class PlantFiles
{
    public const string MainFile = "plant.yaml";

    private readonly string _folder;
    private readonly Findings _findings;
    private readonly HashSet<string> _known = [];
    private readonly List<string> _open = [];
    private long _bytes;

    private PlantFiles(string folder, Findings findings)
    {
        _folder = folder;
        _findings = findings;
    }

    public List<ConfigurationFile> Files { get; } = [];

    /// <summary>The top mappings of the files that could be read, plant.yaml first.</summary>
    public List<YamlMapping> Documents { get; } = [];

    public static PlantFiles Read(string folder, Findings findings)
    {
        var files = new PlantFiles(folder, findings);
        if (!Directory.Exists(folder))
            findings.Error(new ConfigurationPlace(folder, 0), "the folder does not exist", $"create it with a {MainFile}, or name the plant's folder");
        else if (!CanEnter(folder))
            findings.Error(new ConfigurationPlace(folder, 0), "this user may not read the folder", "give it the right to enter and read the folder");
        else if (!File.Exists(Path.Combine(folder, MainFile)))
            findings.Error(new ConfigurationPlace(folder, 0), $"the folder has no {MainFile}", "create it, or name the plant's folder");
        else
            files.ReadFile(MainFile, default);
        return files;
    }

    /// <summary>In a folder that may not be entered every file seems to be missing.</summary>
    private static bool CanEnter(string folder)
    {
        try
        {
            _ = Directory.EnumerateFileSystemEntries(folder).Any();
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>16 hexadecimal digits that change with the files.</summary>
    public string Version()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Name}\0{file.Text.Length}\0"));
            hash.AppendData(Encoding.UTF8.GetBytes(file.Text));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }

    private void ReadFile(string name, ConfigurationPlace includedAt)
    {
        if (_open.Contains(name))
        {
            _findings.Error(includedAt, $"'{name}' includes itself ({string.Join(" -> ", _open.Append(name))})", "remove this include");
            return;
        }
        if (!_known.Add(name) || ReadText(name, includedAt) is not { } text)
            return;
        Files.Add(new(name, text));
        var node = YamlReader.Read(name, text, out var finding);
        if (finding is not null)
            _findings.Add(finding);
        if (node is null || node.IsEmpty)
            return;
        if (node is not YamlMapping document)
        {
            _findings.Error(node, $"the file holds {node.Kind}", "begin it with keys such as 'connections:' or 'assets:'");
            return;
        }
        Documents.Add(document);
        if (document.Find("include") is { } include)
        {
            _open.Add(name);
            Include(name, include.Value);
            _open.RemoveAt(_open.Count - 1);
        }
    }

    private string? ReadText(string name, ConfigurationPlace includedAt)
    {
        var place = includedAt == default ? new(name, 0) : includedAt;
        try
        {
            var file = new FileInfo(Path.Combine(_folder, name));
            _bytes += file.Length;
            if (file.Length > YamlLimits.MaxFileBytes || _bytes > YamlLimits.MaxFolderBytes || Files.Count >= YamlLimits.MaxFiles)
            {
                _findings.Error(
                    place, $"'{name}' is too much: at most {YamlLimits.MaxFileBytes >> 20} MiB a file, {YamlLimits.MaxFolderBytes >> 20} MiB and {YamlLimits.MaxFiles} files in all",
                    "split the plant over several nodes");
                return null;
            }
            return File.ReadAllText(file.FullName, new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (DecoderFallbackException)
        {
            _findings.Error(new ConfigurationPlace(name, 0), "the file is not UTF-8", "save it as UTF-8");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _findings.Error(place, $"'{name}' cannot be read: {failure.Message}", "give this user the right to read it");
        }
        return null;
    }

    private void Include(string from, YamlNode include)
    {
        IReadOnlyList<YamlNode> items = include is YamlSequence sequence ? sequence.Items : [include];
        foreach (var item in items)
        {
            if (item is not YamlScalar { IsEmpty: false } scalar)
                _findings.Error(item, $"'include' has {item.Kind}", "write a file or pattern such as lines/*.yaml");
            else
                IncludePattern(from, scalar);
        }
    }

    private void IncludePattern(string from, YamlScalar pattern)
    {
        var below = Path.GetDirectoryName(from) ?? "";
        var relative = Path.Combine(below, pattern.Text).Replace('\\', '/');
        if (Path.IsPathRooted(pattern.Text) || relative.Split('/').Contains(".."))
        {
            _findings.Error(pattern, $"'{pattern.Text}' leads out of the plant's folder", "include files below the folder, by relative paths");
            return;
        }
        if (pattern.Text.Contains('*', StringComparison.Ordinal))
        {
            var matches = Matches(relative).Where(m => m != from).ToList();
            if (matches.Count == 0)
                _findings.Warn(pattern.Place, $"no file matches '{pattern.Text}'", "correct the pattern, or remove it");
            matches.ForEach(m => ReadFile(m, pattern.Place));
        }
        else if (File.Exists(Path.Combine(_folder, relative)))
        {
            ReadFile(relative, pattern.Place);
        }
        else
        {
            var near = NearestWord.Find(relative, Matches("**/*.yaml").Concat(Matches("**/*.yml")));
            _findings.Error(pattern, $"file '{pattern.Text}' does not exist", near is null ? "create it, or remove the include" : $"write '{near}'");
        }
    }

    private IEnumerable<string> Matches(string pattern)
    {
        var matcher = new Matcher(StringComparison.Ordinal);
        matcher.AddInclude(pattern);
        return matcher.GetResultsInFullPath(_folder)
            .Select(p => Path.GetRelativePath(_folder, p).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
    }
}
