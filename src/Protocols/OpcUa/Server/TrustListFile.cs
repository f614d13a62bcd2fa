using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>The trust list of a store as a file (OPC 10000-12, 7.8.2). What is written counts when it is closed by CloseAndUpdate, and never else.</summary>
internal sealed class TrustListFile(PushManagement push, Func<ServiceCaller, bool> mayManage) : IServedFile
{
    /// <summary>The longest list that is taken.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private static readonly UaLimits Limits = new() { MaxArrayLength = 10_000, MaxByteStringBytes = 1024 * 1024 };

    public long Size => Encoded(TrustListMasks.All).Length;

    public bool IsWritable => true;

    public bool MayOpen(ServiceCaller caller, bool writes) => mayManage(caller);

    public ValueTask<Stream> OpenAsync(ServiceCaller caller, OpenFileModes modes, CancellationToken cancellation) =>
        ValueTask.FromResult(modes == OpenFileModes.Read ? Read(TrustListMasks.All) : new BoundedMemoryStream(MaxBytes));

    /// <summary>Some parts of the list, to be read.</summary>
    public Stream Read(TrustListMasks masks) => new MemoryStream(Encoded(masks), writable: false);

    /// <summary>Makes what was written count.</summary>
    /// <exception cref="UaException">BadCertificateInvalid: something in it is no certificate or revocation list; nothing was changed.</exception>
    public void Update(ReadOnlySpan<byte> written)
    {
        var reader = new UaReader(written, Limits);
        var list = TrustListDataType.Decode(ref reader);
        try
        {
            push.Store.ReplaceTrust(new TrustFiles
            {
                Trusted = Part(TrustListMasks.TrustedCertificates, list.TrustedCertificates),
                TrustedRevocations = Part(TrustListMasks.TrustedCrls, list.TrustedCrls),
                Issuers = Part(TrustListMasks.IssuerCertificates, list.IssuerCertificates),
                IssuerRevocations = Part(TrustListMasks.IssuerCrls, list.IssuerCrls),
            });
        }
        catch (System.Security.Cryptography.CryptographicException malformed)
        {
            throw new UaException(StatusCodes.BadCertificateInvalid, malformed.Message, malformed);
        }

        IReadOnlyList<byte[]>? Part(TrustListMasks mask, IReadOnlyList<byte[]?> entries) => ((TrustListMasks)list.SpecifiedLists & mask) != 0 ? [.. entries.Select(static e => e ?? [])] : null;
    }

    private byte[] Encoded(TrustListMasks masks)
    {
        var files = push.Store.ExportTrust();
        using var writer = new UaWriter(4096);
        new TrustListDataType(
            (uint)(masks & TrustListMasks.All), Part(TrustListMasks.TrustedCertificates, files.Trusted), Part(TrustListMasks.TrustedCrls, files.TrustedRevocations),
            Part(TrustListMasks.IssuerCertificates, files.Issuers), Part(TrustListMasks.IssuerCrls, files.IssuerRevocations)).Encode(writer);
        return writer.Written.ToArray();

        IReadOnlyList<byte[]?> Part(TrustListMasks mask, IReadOnlyList<byte[]>? entries) => (masks & mask) != 0 ? [.. entries ?? []] : [];
    }
}
