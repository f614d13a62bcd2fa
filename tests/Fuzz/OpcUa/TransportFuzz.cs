using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;

namespace Millwright.Fuzz.OpcUa;

/// <summary>Mutated bytes against what stands in front of the messages: chunks, greetings, channels, certificates, revocation lists.</summary>
public sealed class TransportFuzz
{
    private const int Seed = 20_261_127;

    /// <summary>RSA and its certificates cost a hundred times a chunk: so many fewer of them.</summary>
    private const int CertificateShare = 50;

    [Fact]
    public void No_mutated_stream_of_chunks_breaks_its_reader()
    {
        var random = new Random(Seed);
        byte[][] seeds = [Hello(), Error(), Reverse(), Open(), Message('F', 40), Message('C', 200), Message('A', 12)];
        using var token = ChannelToken.Create(1, SecurityPolicy.None, [], [], 0, TimeSpan.FromHours(1));
        for (var i = 0; i < FuzzFrames.Count; i++)
        {
            byte[] stream = [.. seeds[i % seeds.Length], .. seeds[random.Next(seeds.Length)]];
            Mutate(random, stream);
            var reader = new ChunkReader(65_535);
            var receiver = new MessageReceiver(new ChannelLimits { MaxMessageBytes = 8192, MaxChunkCount = 4 });
            try
            {
                for (var at = 0; at < stream.Length;)
                {
                    var piece = Math.Min(random.Next(1, stream.Length + 1), stream.Length - at);
                    ReadOnlySpan<byte> input = stream.AsSpan(at, piece);
                    at += piece;
                    while (reader.Next(ref input, out var chunk))
                        Take(chunk, receiver, token);
                }
            }
            catch (UaException refused)
            {
                Assert.True(refused.Status.IsBad);
            }
            reader.Free();
            receiver.Free();
        }
    }

    [Fact]
    public void No_mutated_certificate_or_revocation_list_breaks_its_judge()
    {
        var random = new Random(Seed);
        using var authority = Authority();
        using var leaf = Leaf(authority);
        var list = new CertificateRevocationListBuilder();
        list.AddEntry(leaf, At(-1));
        var revocations = list.Build(authority, 1, At(30), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, At(-2));
        var trust = new TrustList { Trusted = [authority], Revocations = [RevocationList.Parse(revocations)] };
        byte[] chain = [.. leaf.RawData, .. authority.RawData];
        var expected = new CertificateExpectations { Role = PeerRole.Client, Peer = "10.0.0.1:50000" };
        for (var i = 0; i < FuzzFrames.Count / CertificateShare; i++)
        {
            var mutant = chain.ToArray();
            Mutate(random, mutant);
            // The one good chain is revoked, so nothing that comes out of it is trusted.
            var verdict = CertificateValidator.Judge(mutant.AsSpan(0, random.Next(3) == 0 ? random.Next(mutant.Length) : mutant.Length), trust, expected, At(0));
            Assert.False(verdict.IsTrusted, Convert.ToHexString(mutant));
            Assert.NotEmpty(verdict.Message);
            var crl = revocations.ToArray();
            Mutate(random, crl);
            try
            {
                _ = RevocationList.Parse(crl);
            }
            catch (CryptographicException malformed)
            {
                Assert.NotEmpty(malformed.Message);
            }
        }
    }

    private static void Take(ReadOnlySpan<byte> chunk, MessageReceiver receiver, ChannelToken token)
    {
        switch ((char)chunk[0])
        {
            case 'H' or 'A':
                _ = TransportHello.Read(chunk, withUrl: chunk[0] == 'H');
                break;
            case 'E':
                _ = TransportError.Read(chunk[ChunkHeader.Bytes..]);
                break;
            case 'R':
                _ = TransportReverseHello.Read(chunk);
                break;
            case 'O':
                var open = OpenChunk.Read(chunk);
                if (SecurityPolicy.Find(open.PolicyUri) is { IsNone: true } none)
                    _ = OpenRequest.Read(open.Open(none, null, null, out _, out _));
                break;
            default:
                if (chunk.Length < ChunkHeader.MessageHeaderBytes)
                    throw new UaException(StatusCodes.BadTcpMessageTypeInvalid, "short");
                receiver.Accept(chunk, token, MessageSecurityMode.None, out _, out _);
                receiver.Release();
                break;
        }
    }

    private static void Mutate(Random random, byte[] bytes)
    {
        for (var mutations = random.Next(1, 5); mutations > 0; mutations--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes[at] = 0xFF;
                    break;
                default:
                    if (at + 4 <= bytes.Length)
                        BitConverter.TryWriteBytes(bytes.AsSpan(at), random.Next(3) switch { 0 => random.Next(), 1 => random.Next(1, 300), _ => -1 });
                    break;
            }
        }
    }

    private static byte[] Hello() => Written(writer => new TransportHello(0, 65_535, 65_535, 0, 0, "opc.tcp://press3:4840").Write(writer));

    private static byte[] Error() => Written(writer => new TransportError(StatusCodes.BadTimeout, "too late").Write(writer));

    private static byte[] Reverse() => Written(writer => new TransportReverseHello("urn:press3", "opc.tcp://press3:4840").Write(writer));

    private static byte[] Open() => OpenChunk.Seal(
        SecurityPolicy.None, null, null, 0, 1, 1, OpenRequest.Write(false, MessageSecurityMode.None, [], TimeSpan.FromHours(1), DateTimeOffset.UnixEpoch));

    private static byte[] Message(char kind, int bytes) => Written(writer =>
    {
        writer.WriteRaw("MSG"u8);
        writer.WriteByte((byte)kind);
        writer.WriteInt32(24 + bytes);
        writer.WriteUInt32(1);
        writer.WriteUInt32(1);
        writer.WriteUInt32(1);
        writer.WriteUInt32(1);
        writer.WriteRaw(new byte[bytes]);
    });

    private static byte[] Written(Action<UaWriter> write)
    {
        using var writer = new UaWriter();
        write(writer);
        return writer.Written.ToArray();
    }

    private static DateTimeOffset At(int days) => new DateTimeOffset(2026, 3, 9, 10, 0, 0, TimeSpan.Zero).AddDays(days);

    private static X509Certificate2 Authority()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(At(-10), At(1000));
    }

    private static X509Certificate2 Leaf(X509Certificate2 authority)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Press", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri("urn:press3"));
        names.AddDnsName("press3");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.DataEncipherment, true));
        return request.Create(authority, At(-1), At(100), [1, 2, 3]);
    }
}
