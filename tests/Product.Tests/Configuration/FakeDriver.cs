using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Product.Tests.Configuration;

/// <summary>A driver with a few options of each form.</summary>
internal sealed class FakeDriver(string name) : IDriver
{
    public string Name => name;

    public string Summary => "a device that is not there";

    public Type OptionsType => typeof(FakeConnectionOptions);

    public Type TagOptionsType => typeof(FakeTagOptions);

    public ISource? Source { get; init; }

    public IEnumerable<OptionProblem> Check(object options)
    {
        if (((FakeConnectionOptions)options).Address is { } address && !address.Contains(':', StringComparison.Ordinal))
            yield return new("address", $"'{address}' has no port", "write for example 10.0.3.17:502");
        if (((FakeConnectionOptions)options).Ready is { Register: "bad" })
            yield return new("ready.register", "'bad' is no register", "write holding 1");
    }

    public IEnumerable<OptionProblem> CheckTag(object options, object tagOptions)
    {
        if (((FakeTagOptions)tagOptions).Register == "holding 70000")
            yield return new("register", "register 70000 is outside 0-65535", "correct the address");
    }

    public TagKind KindOf(object tagOptions) => ((FakeTagOptions)tagOptions).As ?? TagKind.UInt16;

    public object AddressOf(object tagOptions) => ((FakeTagOptions)tagOptions).Register;

    public string AddressOfConnection(object options) => ((FakeConnectionOptions)options).Address ?? "";

    public object? OptionsFromUri(Uri address) =>
        address.Scheme == name ? new FakeConnectionOptions { Address = $"{address.Host}:{address.Port}" } : null;

    public ISource Create(SourceSetup setup) => Source ?? throw new SourceException(new(SourceFaultKind.Unreachable, "nobody is there", "switch it on"));
}

internal enum FakeParity
{
    Even,
    RatherOdd,
}

internal sealed class FakeConnectionOptions
{
    [Description("host:port")]
    public string? Address { get; set; }

    [Description("how long to wait")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(1);

    [Range(1, 64)]
    public int MaxInFlight { get; set; } = 4;

    public FakeParity Parity { get; set; }

    public string? Password { get; set; }

    public FakeReadyOptions? Ready { get; set; }
}

internal sealed class FakeReadyOptions
{
    [Required]
    public string Register { get; set; } = "";

    public new int Equals { get; set; } = 1;
}

internal sealed class FakeTagOptions
{
    [Required]
    [Description("where it stands")]
    public string Register { get; set; } = "";

    public TagKind? As { get; set; }
}
