using Millwright.Drivers.LineProtocol;
using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Drivers.RemoteWrite;

/// <summary>Prometheus and what else speaks its remote write 1.0. The connection is the place they write to.</summary>
internal sealed class RemoteWriteDriver : IDriver
{
    public string Name => "remote-write";

    public string Summary => "Prometheus and its agents that write to this node by remote write.";

    public Type OptionsType => typeof(RemoteWriteOptions);

    public Type TagOptionsType => typeof(RemoteWriteTagOptions);

    public IEnumerable<OptionProblem> Check(object options) => ((RemoteWriteOptions)options).Check();

    public IEnumerable<OptionProblem> CheckTag(object options, object tagOptions) =>
        ((RemoteWriteTagOptions)tagOptions).Check() is { } problem ? [problem] : [];

    public TagKind KindOf(object tagOptions) => TagKind.Float64;

    public object AddressOf(object tagOptions) => tagOptions;

    public string AddressOfConnection(object options) => "/api/v1/write";

    public object? OptionsFromUri(Uri address) => null;

    public ISource Create(SourceSetup setup) => new SeriesSource(setup, "remote write");
}
