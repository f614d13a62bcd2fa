using System.Security.Cryptography;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Pki;

namespace Millwright.Protocols.Tests.OpcUa.Channel;

/// <summary>Chunks as bytes: cut anywhere, one byte at a time, with every bit flipped.</summary>
public class ChunkTests
{
    private static readonly byte[] NonceOne = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] NonceTwo = RandomNumberGenerator.GetBytes(32);

    [Fact]
    public void Chunks_are_found_however_the_bytes_arrive()
    {
        byte[] stream = [.. Hello("opc.tcp://a"), .. Hello("opc.tcp://longer"), .. Hello("opc.tcp://b")];
        for (var piece = 1; piece <= stream.Length; piece++)
        {
            var reader = new ChunkReader(8192);
            var found = new List<string?>();
            for (var at = 0; at < stream.Length; at += piece)
            {
                ReadOnlySpan<byte> input = stream.AsSpan(at, Math.Min(piece, stream.Length - at));
                while (reader.Next(ref input, out var chunk))
                    found.Add(TransportHello.Read(chunk, withUrl: true).EndpointUrl);
                Assert.True(input.IsEmpty);
            }
            reader.Free();
            Assert.Equal(["opc.tcp://a", "opc.tcp://longer", "opc.tcp://b"], found);
        }
    }

    [Fact]
    public void A_Hello_cut_anywhere_is_malformed_and_nothing_worse()
    {
        var hello = Hello("opc.tcp://press3:4840");
        for (var length = ChunkHeader.Bytes; length < hello.Length; length++)
        {
            var cut = hello.AsSpan(0, length).ToArray();
            Assert.Throws<UaException>(() => TransportHello.Read(cut, withUrl: true));
        }
    }

    [Theory]
    [InlineData(MessageSecurityMode.Sign)]
    [InlineData(MessageSecurityMode.SignAndEncrypt)]
    public void No_bit_of_a_sealed_chunk_can_be_changed(MessageSecurityMode mode)
    {
        using var sending = Token(NonceOne, NonceTwo);
        using var receiving = Token(NonceTwo, NonceOne);
        var buffer = new byte[200];
        RandomNumberGenerator.Fill(buffer.AsSpan(24, 30));
        var body = buffer.AsSpan(24, 30).ToArray();
        var length = SymmetricChunk.Seal(buffer, 0, 30, new ChunkSeal(ChunkType.Message, ChunkHeader.Last, 7, sending, mode, 1, 2));
        Assert.Equal(body, Open(buffer.AsSpan(0, length).ToArray(), receiving, mode));
        for (var bit = 0; bit < length * 8; bit++)
        {
            var changed = buffer.AsSpan(0, length).ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<UaException>(() => Open(changed, receiving, mode));
        }
        for (var cut = ChunkHeader.MessageHeaderBytes; cut < length; cut++)
        {
            var shorter = buffer.AsSpan(0, cut).ToArray();
            Assert.Throws<UaException>(() => Open(shorter, receiving, mode));
        }
    }

    [Theory]
    [InlineData(MessageSecurityMode.None)]
    [InlineData(MessageSecurityMode.Sign)]
    [InlineData(MessageSecurityMode.SignAndEncrypt)]
    public void The_largest_body_fills_a_chunk_and_one_byte_more_would_not_fit(MessageSecurityMode mode)
    {
        for (var chunk = 8192; chunk < 8192 + 40; chunk++)
        {
            var most = SymmetricChunk.MaxBodyBytes(mode, chunk);
            Assert.InRange(Total(most), chunk - 15, chunk);
            Assert.True(Total(most + 1) > chunk);
        }

        int Total(int body) => ChunkHeader.MessageHeaderBytes + body + SymmetricChunk.TailBytes(mode, body);
    }

    [Theory]
    [InlineData("Basic256Sha256", 2048)]
    [InlineData("Aes256_Sha256_RsaPss", 2048)]
    [InlineData("Aes128_Sha256_RsaOaep", 4096)]
    public void An_opening_of_any_length_is_read_by_its_receiver(string name, int bits)
    {
        var policy = SecurityPolicy.All.Single(p => p.Name == name);
        using var own = new ChannelIdentity(bits == 2048 ? TestCertificates.Server : TestCertificates.Create("Big", "urn:big", bits));
        using var other = new ChannelIdentity(TestCertificates.Client);
        using var receiver = RemoteCertificate.Parse(own.Chain);
        using var sender = RemoteCertificate.Parse(other.Chain);
        foreach (var length in (int[])[0, 1, 100, 131, 132, 133, 500])
        {
            var body = RandomNumberGenerator.GetBytes(length);
            var bytes = OpenChunk.Seal(policy, other, receiver, 5, 6, 7, body);
            Assert.Equal(bytes.Length, ChunkHeader.Read(bytes, 65_536).Length);
            var chunk = OpenChunk.Read(bytes);
            Assert.Equal(body, chunk.Open(policy, own, sender, out var number, out var request));
            Assert.Equal((5u, 6u, 7u), (chunk.ChannelId, number, request));
        }
    }

    [Fact]
    public void An_opening_with_a_changed_byte_is_refused_with_a_status()
    {
        using var own = new ChannelIdentity(TestCertificates.Server);
        using var other = new ChannelIdentity(TestCertificates.Client);
        using var receiver = RemoteCertificate.Parse(own.Chain);
        using var sender = RemoteCertificate.Parse(other.Chain);
        var bytes = OpenChunk.Seal(SecurityPolicy.Basic256Sha256, other, receiver, 5, 6, 7, new byte[120]);
        for (var at = 0; at < bytes.Length; at += 3)
        {
            var changed = (byte[])bytes.Clone();
            changed[at] ^= 0x41;
            Assert.Throws<UaException>(() => OpenChunk.Read(changed).Open(SecurityPolicy.Basic256Sha256, own, sender, out _, out _));
        }
        for (var length = ChunkHeader.Bytes; length < bytes.Length; length += 5)
        {
            var cut = bytes.AsSpan(0, length).ToArray();
            Assert.Throws<UaException>(() => OpenChunk.Read(cut).Open(SecurityPolicy.Basic256Sha256, own, sender, out _, out _));
        }
    }

    [Fact]
    public void Sequence_numbers_wrap_where_the_standard_says()
    {
        var sending = new SequenceNumbers(uint.MaxValue - 1025);
        var receiving = new SequenceNumbers(uint.MaxValue - 1025);
        var last = sending.Next();
        Assert.Equal(uint.MaxValue - 1024, last);
        Assert.True(receiving.Accept(last));
        Assert.Equal(1u, sending.Next());
        Assert.True(receiving.Accept(1));
        Assert.False(receiving.Accept(3));
        var early = new SequenceNumbers(100);
        Assert.False(early.Accept(1));
        var late = new SequenceNumbers(uint.MaxValue - 10);
        Assert.False(late.Accept(1024));
    }

    private static ChannelToken Token(byte[] remote, byte[] local) => ChannelToken.Create(1, SecurityPolicy.Basic256Sha256, remote, local, 0, TimeSpan.FromHours(1));

    private static byte[] Open(byte[] chunk, ChannelToken token, MessageSecurityMode mode)
    {
        if (mode == MessageSecurityMode.SignAndEncrypt)
            SymmetricChunk.Decrypt(chunk, chunk.Length, token);
        return SymmetricChunk.Verify(chunk, token, mode).ToArray();
    }

    private static byte[] Hello(string url)
    {
        using var writer = new UaWriter();
        new TransportHello(0, 8192, 8192, 0, 0, url).Write(writer);
        return writer.Written.ToArray();
    }
}
