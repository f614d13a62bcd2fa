using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Millwright.OpcUa.Pki;
using Millwright.Product.Tests.Certificates;
using Millwright.Security;

namespace Millwright.Product.Tests.Http;

/// <summary>Certificates over the API, as the Certificates page uses it.</summary>
public sealed class CertificateTests : IAsyncLifetime
{
    private FaceBench _bench = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await FaceBench.StartAsync();
        _client = _bench.Bearer(Role.Admin);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task A_stranger_is_seen_trusted_and_rejected_and_the_audit_knows()
    {
        using var stranger = CertificateBench.Make("Line Monitor", 20, _bench.Clock);
        CertificateBench.Knock(_bench.Certificates, stranger);
        var fingerprint = CertificateValidator.Fingerprint(stranger);
        var list = await GetAsync();
        Assert.Equal(JsonValueKind.Null, list.GetProperty("own").ValueKind);
        var rejected = list.GetProperty("rejected")[0];
        Assert.Equal((fingerprint, "CN=Line Monitor"), (Text(rejected, "fingerprint"), Text(rejected, "subject")));
        Assert.Contains("is not trusted by this side", Text(rejected, "reason"), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, await PostAsync($"{fingerprint}/trust"));
        var trusted = (await GetAsync()).GetProperty("trusted")[0];
        Assert.Equal(("2026-03-29T10:00:00.0000000Z", "the OPC UA certificate of CN=Line Monitor, trusted here, ends in 20 days, on 2026-03-29"), (Text(trusted, "expires"), Text(trusted, "warning")));
        Assert.Equal(HttpStatusCode.OK, await PostAsync($"{fingerprint}/reject"));
        Assert.Equal(0, (await GetAsync()).GetProperty("trusted").GetArrayLength());
        Assert.Equal(["certificate-reject", "certificate-trust"], _bench.Trail.Read(10, null).Select(r => r.Entry.Action));
    }

    [Fact]
    public async Task The_own_certificate_is_given_out_without_its_key_and_renewed()
    {
        var first = await _client.GetByteArrayAsync("/api/v1/certificates/own.der");
        using var own = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(first);
        Assert.False(own.HasPrivateKey);
        _bench.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(HttpStatusCode.OK, await PostAsync("renew"));
        Assert.NotEqual(CertificateValidator.Fingerprint(own), Text((await GetAsync()).GetProperty("own"), "fingerprint"));
    }

    [Fact]
    public async Task What_cannot_be_done_is_a_problem_with_a_remedy()
    {
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync("ABCDEF/trust"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PostAsync("import", new { certificate = "nonsense" }));
        using var stranger = CertificateBench.Make("Line Monitor", 20, _bench.Clock);
        Assert.Equal(HttpStatusCode.OK, await PostAsync("import", new { certificate = stranger.ExportCertificatePem() }));
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync($"{CertificateValidator.Fingerprint(stranger)}/trust"));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private async Task<JsonElement> GetAsync() => await FaceBench.JsonAsync(await _client.GetAsync("/api/v1/certificates"));

    private async Task<HttpStatusCode> PostAsync(string path, object? body = null)
    {
        using var answer = await _client.PostAsJsonAsync($"/api/v1/certificates/{path}", body ?? new { });
        return answer.StatusCode;
    }
}
