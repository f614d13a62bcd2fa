namespace Millwright.Host.Configuration.Yaml;

/// <summary>What a plant's folder may hold; beyond it reading stops with a finding instead of taking the machine's memory.</summary>
internal static class YamlLimits
{
    public const int MaxFileBytes = 64 * 1024 * 1024;

    public const int MaxFolderBytes = 256 * 1024 * 1024;

    public const int MaxFiles = 2_000;

    /// <summary>Mappings and lists within each other.</summary>
    public const int MaxDepth = 32;

    /// <summary>Nodes of one file with each alias counted as often as it is used, so that aliases of aliases end early.</summary>
    public const long MaxNodes = 8_000_000;
}
