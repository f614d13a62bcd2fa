using System.Text.Json.Nodes;
using Millwright.Fakes;
using Millwright.Host.Certificates;
using Millwright.Host.Cli;
using Millwright.Model;
using Millwright.OpcUa.Pki;
using Millwright.Product.Tests.Certificates;
using Millwright.Product.Tests.Configuration;

namespace Millwright.Product.Tests.Cli;

public sealed class PkiVerbTests : IDisposable
{
    private readonly TempPlant _plant = new("plant: acme/berlin\ntimezone: UTC\n");
    private readonly ManualClock _clock = new();
    private readonly StringWriter _out = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private readonly FakePlantCommands _commands = new();
    private readonly PlantCertificates _certificates;

    public PkiVerbTests() => _certificates = new(PlantFolder.DataOf(_plant.Folder), TagPath.Parse("acme/berlin"), _clock);

    public void Dispose() => _plant.Dispose();

    [Fact]
    public async Task A_rejected_stranger_is_listed_with_the_reason_and_trusted_after_showing_it()
    {
        var fingerprint = Knock();
        Assert.Equal(0, await RunAsync("", "list"));
        Assert.StartsWith($"rejected  {fingerprint[..16]}  2027-03-09  CN=Line Monitor  The client 10.0.0.7:50122", _out.ToString(), StringComparison.Ordinal);
        _out.GetStringBuilder().Clear();
        Assert.Equal(0, await RunAsync("y\n", "trust", fingerprint[..6]));
        Assert.Contains($"fingerprint  {fingerprint[..4]} {fingerprint[4..8]}", _out.ToString(), StringComparison.Ordinal);
        Assert.EndsWith($"{fingerprint[..16]}  trusted\n", _out.ToString(), StringComparison.Ordinal);
        Assert.Equal(fingerprint, Assert.Single(_certificates.List().Trusted).Fingerprint);
        using var trail = _commands.OpenAudit("");
        var record = Assert.Single(trail.Read(10, null)).Entry;
        Assert.Equal(($"cli:{Environment.UserName}", "certificate-trust", "CN=Line Monitor"), (record.Who, record.Action, record.Target));
    }

    [Theory]
    [InlineData("")]
    [InlineData("n\n")]
    [InlineData("\n")]
    public async Task Nothing_is_trusted_without_a_yes(string answer)
    {
        var fingerprint = Knock();
        Assert.Equal(1, await RunAsync(answer, "trust", fingerprint));
        Assert.Contains("not trusted, nothing was changed", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_certificates.List().Trusted);
    }

    [Fact]
    public async Task A_certificate_comes_from_a_file_and_trust_is_taken_away_again()
    {
        using var stranger = CertificateBench.Make("Line Monitor", 365, _clock);
        var file = Path.Combine(_plant.Folder, "monitor.pem");
        File.WriteAllText(file, stranger.ExportCertificatePem());
        Assert.Equal(0, await RunAsync("", "trust", file, "--yes"));
        var kept = Assert.Single(_certificates.List().Trusted);
        Assert.Equal(0, await RunAsync("", "reject", kept.Fingerprint));
        Assert.Equal(CertificatePlace.Rejected, Assert.Single(_certificates.List().All).Place);
        Assert.Equal(0, await RunAsync("", "reject", kept.Fingerprint));
        Assert.Empty(_certificates.List().All);
    }

    [Fact]
    public async Task The_own_certificate_is_made_shown_exported_and_renewed()
    {
        Assert.Equal(0, await RunAsync("", "show", "--json"));
        var shown = JsonNode.Parse(_out.ToString())!;
        Assert.Equal(("own", "CN=Millwright acme/berlin"), (shown["place"]!.ToString(), shown["subject"]!.ToString()));
        var file = Path.Combine(_plant.Folder, "own.der");
        Assert.Equal(0, await RunAsync("", "export", "--output", file));
        using var own = _certificates.Own();
        Assert.Equal(own.RawData, File.ReadAllBytes(file));
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await RunAsync("", "renew"));
        Assert.NotEqual(shown["fingerprint"]!.ToString(), _certificates.List().Own!.Fingerprint);
        _out.GetStringBuilder().Clear();
        Assert.Equal(0, await RunAsync("", "export"));
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", _out.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_instance_makes_the_change_itself()
    {
        var fingerprint = Knock();
        await using var instance = await ScriptedInstance.StartAsync(_plant.Folder);
        instance.Answers[$"POST /api/v1/certificates/{fingerprint}/trust"] = (200, "{}");
        Assert.Equal(0, await RunAsync("", "trust", fingerprint, "--yes"));
        Assert.Single(instance.Requests);
        Assert.Empty(_certificates.List().Trusted);
        Assert.Equal(1, await RunAsync("", "reject", fingerprint));
        Assert.Contains("no such thing; ask for another", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trust ABCDEF", "error: ABCDEF: no certificate has this fingerprint; millwright pki list shows them all\n")]
    [InlineData("show zz", "error: zz: this is no fingerprint; give at least its first 4 digits\n")]
    public async Task An_unknown_fingerprint_is_said(string line, string error)
    {
        Assert.Equal(1, await RunAsync("", line.Split(' ')));
        Assert.Equal(error, _error.ToString());
    }

    private string Knock()
    {
        using var stranger = CertificateBench.Make("Line Monitor", 365, _clock);
        CertificateBench.Knock(_certificates, stranger);
        return CertificateValidator.Fingerprint(stranger);
    }

    private Task<int> RunAsync(string input, params string[] arguments) =>
        new CommandLine(_plant.Loader, _commands, new(_out, _error, new StringReader(input), false), _clock, "1.2.3")
            .RunAsync(["pki", .. arguments, "--plant", _plant.Folder], CancellationToken.None);
}
