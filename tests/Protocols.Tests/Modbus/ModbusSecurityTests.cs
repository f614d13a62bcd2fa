using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millwright.Modbus;
using Millwright.Modbus.Client;
using Millwright.Modbus.Messages;
using Millwright.Modbus.Server;

namespace Millwright.Protocols.Tests.Modbus;

public sealed class ModbusSecurityTests
{
    [Theory]
    [InlineData("Operator", true, true)]
    [InlineData("Viewer", true, false)]
    [InlineData(null, false, false)]
    public async Task The_role_in_the_certificate_decides(string? role, bool reads, bool writes)
    {
        using var serverCertificate = Certificate("localhost", null);
        using var clientCertificate = Certificate("client", role);
        await using var server = new ModbusServer(new ModbusServerOptions
        {
            Authorize = access => access.Role == "Operator" || (access.Role == "Viewer" && !access.Writes),
        }).Map(1, ModbusServerTests.Memory());
        var port = server.ListenTls(new IPEndPoint(IPAddress.Loopback, 0), serverCertificate, (_, certificate, _, _) => certificate is not null).Port;
        await using var client = new ModbusClient(ModbusEndpoint.Tls("127.0.0.1", clientCertificate, Pinned(serverCertificate), port));
        await client.ConnectAsync();
        Assert.Equal(reads, (await client.ReadHoldingRegistersAsync(1, 0, new ushort[2])).IsOk);
        var written = await client.WriteRegisterAsync(1, 0, 5);
        Assert.Equal(writes, written.IsOk);
        if (!writes)
            Assert.Equal(ModbusExceptionCode.IllegalFunction, written.Exception);
    }

    [Fact]
    public async Task A_client_without_a_trusted_certificate_gets_nothing()
    {
        using var serverCertificate = Certificate("localhost", null);
        await using var server = new ModbusServer().Map(1, ModbusServerTests.Memory());
        var port = server.ListenTls(new IPEndPoint(IPAddress.Loopback, 0), serverCertificate).Port;
        await using var client = new ModbusClient(ModbusEndpoint.Tls("127.0.0.1", null, Pinned(serverCertificate), port));
        try
        {
            await client.ConnectAsync();
            Assert.Equal(ModbusStatus.ConnectionLost, (await client.ReadHoldingRegistersAsync(1, 0, new ushort[1])).Status);
        }
        catch (IOException)
        {
            // TLS 1.2 refuses in the handshake, TLS 1.3 right after it: both are refusals.
            Assert.False(client.IsConnected);
        }
        Assert.Equal(0, server.Statistics.Requests);
    }

    [Fact]
    public async Task A_client_refuses_a_server_it_does_not_trust()
    {
        using var serverCertificate = Certificate("localhost", null);
        await using var server = new ModbusServer().Map(1, ModbusServerTests.Memory());
        var port = server.ListenTls(new IPEndPoint(IPAddress.Loopback, 0), serverCertificate).Port;
        await using var client = new ModbusClient(ModbusEndpoint.Tls("127.0.0.1", null, null, port));
        await Assert.ThrowsAsync<IOException>(() => client.ConnectAsync().AsTask());
    }

    [Fact]
    public void A_role_survives_its_encoding_and_nonsense_is_no_role()
    {
        using var certificate = Certificate("x", "Ingenieur Süd");
        Assert.Equal("Ingenieur Süd", ModbusSecurity.RoleOf(certificate));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=y", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509Extension(ModbusSecurity.RoleOid, [0x02, 0x01, 0x05], critical: false));
        using var nonsense = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        Assert.Null(ModbusSecurity.RoleOf(nonsense));
    }

    private static RemoteCertificateValidationCallback Pinned(X509Certificate2 expected) =>
        (_, certificate, _, _) => certificate is not null && certificate.GetRawCertData().AsSpan().SequenceEqual(expected.RawData);

    private static X509Certificate2 Certificate(string name, string? role)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        if (role is not null)
            request.CertificateExtensions.Add(ModbusSecurity.RoleExtension(role));
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
