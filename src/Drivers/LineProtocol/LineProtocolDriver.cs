using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Drivers.LineProtocol;

/// <summary>Clients that write InfluxDB line protocol over HTTP. The connection is the place they write to.</summary>
internal sealed class LineProtocolDriver : IDriver
{
    public string Name => "line-protocol";

    public string Summary => "Telegraf and other clients of InfluxDB that write line protocol to this node over HTTP.";

    public Type OptionsType => typeof(LineProtocolOptions);

    public Type TagOptionsType => typeof(LineProtocolTagOptions);

    public IEnumerable<OptionProblem> Check(object options)
    {
        var o = (LineProtocolOptions)options;
        if (o.Bucket?.Length == 0)
            yield return new("bucket", "the bucket's name is empty", "name one, or remove the key");
        foreach (var problem in o.Check())
            yield return problem;
    }

    public IEnumerable<OptionProblem> CheckTag(object options, object tagOptions)
    {
        var o = (LineProtocolTagOptions)tagOptions;
        if (o.Check() is { } problem)
            yield return problem;
        if (o.As is not (null or TagKind.Float64 or TagKind.Int64 or TagKind.UInt64 or TagKind.Boolean or TagKind.String))
            yield return new("as", $"line protocol has no {o.As.Value.Word()}", "write float64, int64, uint64, bool or string");
    }

    public TagKind KindOf(object tagOptions) => ((LineProtocolTagOptions)tagOptions).As ?? TagKind.Float64;

    public object AddressOf(object tagOptions) => tagOptions;

    public string AddressOfConnection(object options) => ((LineProtocolOptions)options).Bucket is { } bucket ? $"bucket {bucket}" : "any bucket";

    public object? OptionsFromUri(Uri address) => null;

    public ISource Create(SourceSetup setup) => new SeriesSource(setup, "line protocol");
}
