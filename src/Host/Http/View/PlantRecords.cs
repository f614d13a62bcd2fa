using Millwright.Flow.Sources;
using Millwright.Flow.Supervision;
using Millwright.Model;

namespace Millwright.Host.Http.View;

/// <summary>The node's own figures.</summary>
internal sealed record NodeFigures
{
    public required string Name { get; init; }

    /// <summary>edge, site or cloud.</summary>
    public required string Tier { get; init; }

    public required string Version { get; init; }

    public required Timestamp StartedAt { get; init; }

    /// <summary>The plant's time zone, an IANA name.</summary>
    public required string TimeZone { get; init; }

    public double SamplesPerSecond { get; init; }

    /// <summary>When the log last made samples durable, <see cref="Timestamp.None"/> before the first.</summary>
    public Timestamp LastCommit { get; init; }

    /// <summary>Milliseconds, NaN before the first commit.</summary>
    public double CommitP99Ms { get; init; } = double.NaN;

    public long DiskFreeBytes { get; init; }

    public long DiskUsedBytes { get; init; }

    /// <summary>At the present rate; null while it is not known.</summary>
    public double? DiskDaysLeft { get; init; }

    /// <summary>Samples lost in the last 24 hours.</summary>
    public long LossSinceYesterday { get; init; }

    /// <summary>What needs a person now.</summary>
    public IReadOnlyList<Alert> Alerts { get; init; } = [];
}

/// <summary>Something that needs a person.</summary>
/// <param name="Since">Since when.</param>
/// <param name="What">What is wrong, naming the thing.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record Alert(Timestamp Since, string What, string Remedy);

/// <summary>A connection with what only its history tells.</summary>
/// <param name="Status">Its state.</param>
/// <param name="Diagnostics">What its source tells of itself.</param>
/// <param name="ResponseMsHistory">Median response times, up to 30, newest last; NaN where there was none.</param>
internal sealed record ConnectionView(ConnectionStatus Status, SourceDiagnostics Diagnostics, IReadOnlyList<double> ResponseMsHistory);

/// <summary>What the configuration says of a tag beyond its definition.</summary>
/// <param name="Every">How often it is read.</param>
/// <param name="Scaling">In words: <c>x 0.1</c>; null for none.</param>
/// <param name="Deadband">In words: <c>0.2 °C</c>; null for none.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Sinks">Where its samples go, such as <c>historian</c>.</param>
internal sealed record TagConfigurationView(
    TimeSpan Every, string? Scaling, string? Deadband, ConfigurationPlace Place, IReadOnlyList<string> Sinks);

/// <summary>The configuration as loaded; secrets are references in it, never values.</summary>
/// <param name="Folder">The plant's folder.</param>
/// <param name="Version">Changes with every load.</param>
/// <param name="LoadedAt">When.</param>
/// <param name="Files">Name and text of each file.</param>
/// <param name="Findings">What is wrong with it.</param>
internal sealed record ConfigurationView(
    string Folder, string Version, Timestamp LoadedAt, IReadOnlyList<ConfigurationText> Files, IReadOnlyList<ConfigurationFinding> Findings);

/// <summary>A file of the configuration.</summary>
internal sealed record ConfigurationText(string Name, string Text);
