using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>The methods of ServerConfiguration and its trust list (OPC 10000-12, 7.8 and 7.10), for administrators on encrypted channels.</summary>
internal sealed class PushMethods : IDisposable
{
    private const uint DefaultApplicationGroup = 14156;
    private const uint RsaSha256Type = 12560;
    private const int MaxRejected = 100;

    private static readonly NodeId Configuration = new(12637);
    private static readonly NodeId TrustListNode = new(12642);

    private readonly PushManagement _push;
    private readonly FileTable _files;
    private readonly FileService _fileService;
    private readonly Action<ChannelIdentity> _use;
    private readonly TrustListFile _trust;
    private readonly FileEntry _entry;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly PendingCertificate _pending = new();

    public PushMethods(PushManagement push, FileTable files, FileService fileService, Action<ChannelIdentity> use)
    {
        _push = push;
        _files = files;
        _fileService = fileService;
        _use = use;
        _trust = new TrustListFile(push, MayManage);
        _entry = files.Adopt(
            TrustListNode, _trust, (12647u, FileMethod.Open), (12650u, FileMethod.Close), (12652u, FileMethod.Read), (12655u, FileMethod.Write),
            (12657u, FileMethod.GetPosition), (12660u, FileMethod.SetPosition));
    }

    /// <summary>Says what the objects say of themselves.</summary>
    public void Supply(AttributeReader attributes, UaAddressSpace space)
    {
        attributes.Supply(12643, () => new Variant((ulong)_trust.Size));
        attributes.Supply(14157, () => new Variant(true));
        attributes.Supply(14158, () => new Variant(true));
        attributes.Supply(12646, () => new Variant((ushort)_entry.OpenCount));
        attributes.Supply(12662, () => new Variant(UaDateTime.From(_push.Store.TrustChangedAt)));
        Constant(14161, Variant.FromArray([new NodeId(RsaSha256Type)]));
        Constant(12710, Variant.FromArray(["NA"]));
        Constant(12639, Variant.FromArray(["PEM", "PFX"]));
        Constant(12640, new Variant((uint)TrustListFile.MaxBytes));
        Constant(12641, new Variant(false));

        void Constant(uint id, in Variant value) => space.SetConstant(space.FindStandard(id), value);
    }

    public static bool Knows(CallMethodRequest call) =>
        (call.ObjectId == Configuration && MethodOf(call) is 13737 or 12616 or 12737 or 12731 or 12740 or 12734 or 12777 or 12775 or 25708 or 25698)
        || (call.ObjectId == TrustListNode && MethodOf(call) is 12663 or 12543 or 12666 or 12546 or 12668 or 12548 or 12670 or 12550);

    public async ValueTask<MethodOutcome> CallAsync(Session session, ServiceCaller caller, CallMethodRequest call, CancellationToken cancellation)
    {
        if (caller.Mode != MessageSecurityMode.SignAndEncrypt)
            return MethodOutcome.Failed(StatusCodes.BadSecurityModeInsufficient);
        if (!MayManage(caller))
            return MethodOutcome.Failed(StatusCodes.BadUserAccessDenied);
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await RunAsync(session, caller, call, cancellation).ConfigureAwait(false);
        }
        catch (UaException refused)
        {
            return MethodOutcome.Failed(refused.Status);
        }
        catch (CryptographicException)
        {
            return MethodOutcome.Failed(StatusCodes.BadCertificateInvalid);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _pending.Dispose();
        _turn.Dispose();
    }

    private static uint MethodOf(CallMethodRequest call) => call.MethodId is { NamespaceIndex: 0, Type: NodeIdType.Numeric } ? call.MethodId.Numeric : 0;

    private bool MayManage(ServiceCaller caller) => caller.Mode == MessageSecurityMode.SignAndEncrypt && _push.IsAdministrator(caller);

    private async ValueTask<MethodOutcome> RunAsync(Session session, ServiceCaller caller, CallMethodRequest call, CancellationToken cancellation)
    {
        var inputs = call.InputArguments;
        switch (MethodOf(call))
        {
            case 13737 or 12616:
                Expect(inputs, BuiltInType.NodeId, BuiltInType.NodeId, BuiltInType.ByteString, null, BuiltInType.String, BuiltInType.ByteString);
                return Update(session, inputs);
            case 12737 or 12731:
                Expect(inputs, BuiltInType.NodeId, BuiltInType.NodeId, BuiltInType.String, BuiltInType.Boolean, BuiltInType.ByteString);
                return Request(session, inputs);
            case 12740 or 12734:
                Expect(inputs);
                return Apply(session);
            case 25708 or 25698:
                Expect(inputs);
                _pending.Dispose();
                return MethodOutcome.Done;
            case 12777 or 12775:
                Expect(inputs);
                return new MethodOutcome(StatusCodes.Good, [Variant.FromArray((byte[]?[])[.. _push.Store.LoadRejected(MaxRejected)])]);
            case 12663 or 12543:
                Expect(inputs, BuiltInType.UInt32);
                var masks = (TrustListMasks)inputs[0].AsUInt32();
                return await _fileService.OpenAsync(session, caller, _entry, OpenFileModes.Read, _ => ValueTask.FromResult(_trust.Read(masks)), cancellation).ConfigureAwait(false);
            case 12666 or 12546:
                Expect(inputs, BuiltInType.UInt32);
                return await UpdateTrustAsync(session, inputs[0].AsUInt32(), cancellation).ConfigureAwait(false);
            case 12668 or 12548:
                Expect(inputs, BuiltInType.ByteString, BuiltInType.Boolean);
                return Add(inputs[0].AsByteString() ?? [], inputs[1].AsBoolean());
            default:
                Expect(inputs, BuiltInType.String, BuiltInType.Boolean);
                return Remove(inputs[0].AsString() ?? "", inputs[1].AsBoolean());
        }
    }

    private static void Expect(IReadOnlyList<Variant> inputs, params ReadOnlySpan<BuiltInType?> types)
    {
        if (inputs.Count != types.Length)
            throw new UaException(inputs.Count < types.Length ? StatusCodes.BadArgumentsMissing : StatusCodes.BadTooManyArguments, "wrong number of arguments");
        for (var i = 0; i < types.Length; i++)
        {
            if (types[i] is { } type && !inputs[i].IsNull && (inputs[i].Type != type || !inputs[i].IsScalar))
                throw new UaException(StatusCodes.BadInvalidArgument, $"argument {i} is no {type}");
        }
    }

    // The group may be left out, and the type too: there is one of each.
    private static void CheckGroup(IReadOnlyList<Variant> inputs)
    {
        var (group, type) = (inputs[0].IsNull ? NodeId.Null : inputs[0].AsNodeId(), inputs[1].IsNull ? NodeId.Null : inputs[1].AsNodeId());
        if ((!group.IsNull && group != new NodeId(DefaultApplicationGroup)) || (!type.IsNull && type != new NodeId(RsaSha256Type) && type != new NodeId(12557)))
            throw new UaException(StatusCodes.BadInvalidArgument, "there is one certificate group, with one certificate for RSA and SHA-256");
    }

    private MethodOutcome Request(Session session, IReadOnlyList<Variant> inputs)
    {
        CheckGroup(inputs);
        var isNew = !inputs[3].IsNull && inputs[3].AsBoolean();
        if (isNew && (inputs[4].IsNull || inputs[4].AsByteString() is not { Length: >= 32 }))
            throw new UaException(StatusCodes.BadInvalidArgument, "a new key needs a nonce of at least 32 bytes");
        using var own = _push.Store.LoadOwn() ?? throw new UaException(StatusCodes.BadInvalidState, "this server has no certificate whose names could be asked for");
        using var key = own.GetRSAPrivateKey()!;
        _pending.Begin(session.Id);
        var signed = SigningRequest.Create(own, isNew ? _pending.MakeKey(key.KeySize) : key, inputs[2].IsNull ? null : inputs[2].AsString());
        return new MethodOutcome(StatusCodes.Good, [Variant.FromByteString(signed)]);
    }

    private MethodOutcome Update(Session session, IReadOnlyList<Variant> inputs)
    {
        CheckGroup(inputs);
        if (!inputs[3].IsNull && inputs[3].Type != BuiltInType.ByteString)
            throw new UaException(StatusCodes.BadInvalidArgument, "the issuers are no byte strings");
        var issuers = IssuersOf(inputs[3]);
        _pending.Begin(session.Id);
        var format = inputs[4].IsNull ? null : inputs[4].AsString();
        var key = inputs[5].IsNull ? null : inputs[5].AsByteString();
        using var bare = X509CertificateLoader.LoadCertificate((inputs[2].IsNull ? null : inputs[2].AsByteString()) ?? []);
        var complete = string.IsNullOrEmpty(format) ? Known(bare) : WithKey(bare, format, key ?? []);
        Check(complete);
        _pending.Take(complete, issuers);
        return new MethodOutcome(StatusCodes.Good, [new Variant(true)]);
    }

    private static List<X509Certificate2> IssuersOf(in Variant sent)
    {
        if (sent.IsNull)
            return [];
        if (sent.IsScalar)
            return [X509CertificateLoader.LoadCertificate(sent.AsByteString() ?? [])];
        var encoded = sent.AsArray<byte[]?>();
        if (encoded.Length > CertificateChain.MaxCertificates)
            throw new UaException(StatusCodes.BadTooManyOperations, $"more than {CertificateChain.MaxCertificates} issuers");
        return [.. encoded.Select(static issuer => X509CertificateLoader.LoadCertificate(issuer ?? []))];
    }

    private X509Certificate2 Known(X509Certificate2 bare)
    {
        if (_pending.NewKey is { } made && bare.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(made.ExportSubjectPublicKeyInfo()))
            return bare.CopyWithPrivateKey(made);
        using var own = _push.Store.LoadOwn();
        using var key = own?.GetRSAPrivateKey();
        return key is not null && bare.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo())
            ? bare.CopyWithPrivateKey(key)
            : throw new UaException(StatusCodes.BadSecurityChecksFailed, "the certificate is for another key than ours");
    }

    private static X509Certificate2 WithKey(X509Certificate2 bare, string format, byte[] key)
    {
        switch (format)
        {
            case "PEM":
                using (var rsa = RSA.Create())
                {
                    try
                    {
                        rsa.ImportFromPem(System.Text.Encoding.ASCII.GetString(key));
                        return bare.CopyWithPrivateKey(rsa);
                    }
                    catch (ArgumentException wrong)
                    {
                        throw new UaException(StatusCodes.BadSecurityChecksFailed, wrong.Message, wrong);
                    }
                }

            case "PFX":
                var whole = X509CertificateLoader.LoadPkcs12(key, null, X509KeyStorageFlags.Exportable);
                return whole.RawData.AsSpan().SequenceEqual(bare.RawData) && whole.HasPrivateKey
                    ? whole
                    : throw new UaException(StatusCodes.BadSecurityChecksFailed, "the file holds another certificate, or no key");
            default:
                throw new UaException(StatusCodes.BadNotSupported, $"private keys in the format '{format}'");
        }
    }

    // Who takes a certificate that names another application, or is over, can be reached no more.
    private void Check(X509Certificate2 certificate)
    {
        using var own = _push.Store.LoadOwn();
        using var key = certificate.GetRSAPublicKey() ?? throw new UaException(StatusCodes.BadCertificateInvalid, "no RSA key");
        if (key.KeySize is < 2048 or > 4096)
            throw new UaException(StatusCodes.BadCertificateInvalid, $"a key of {key.KeySize} bits");
        if (own is not null && CertificateNames.Of(certificate).ApplicationUri != CertificateNames.Of(own).ApplicationUri)
            throw new UaException(StatusCodes.BadCertificateUriInvalid, "the certificate names another application");
        if (!_push.Store.IsInTime(certificate))
            throw new UaException(StatusCodes.BadCertificateTimeInvalid, "the certificate is over, or not valid yet");
    }

    private MethodOutcome Apply(Session session)
    {
        if (_pending.Owner != session.Id || _pending.Certificate is null)
            return MethodOutcome.Failed(StatusCodes.BadNothingToDo);
        var issuers = _pending.Issuers;
        var certificate = _pending.Hand()!;
        foreach (var issuer in issuers)
            _push.Store.AddIssuer(issuer);
        _push.Store.SaveOwn(certificate);
        _use(new ChannelIdentity(certificate, issuers));
        _push.OnUpdated?.Invoke(certificate);
        return MethodOutcome.Done;
    }

    private async ValueTask<MethodOutcome> UpdateTrustAsync(Session session, uint handle, CancellationToken cancellation)
    {
        if (_files.Find(_entry, session, handle) is not { } open)
            return MethodOutcome.Failed(StatusCodes.BadInvalidArgument);
        if ((open.Modes & OpenFileModes.Write) == 0)
            return MethodOutcome.Failed(StatusCodes.BadInvalidState);
        var written = await open.UseAsync(static stream => ValueTask.FromResult(((MemoryStream)stream).ToArray()), cancellation).ConfigureAwait(false);
        await _fileService.CloseAsync(session, _entry, handle).ConfigureAwait(false);
        _trust.Update(written);
        return new MethodOutcome(StatusCodes.Good, [new Variant(false)]);
    }

    private MethodOutcome Add(byte[] encoded, bool isTrusted)
    {
        if (_entry.HasWriter)
            return MethodOutcome.Failed(StatusCodes.BadInvalidState);
        using var certificate = X509CertificateLoader.LoadCertificate(encoded);
        if (isTrusted)
            _push.Store.AddTrusted(certificate);
        else
            _push.Store.AddIssuer(certificate);
        return MethodOutcome.Done;
    }

    private MethodOutcome Remove(string thumbprint, bool isTrusted)
    {
        if (_entry.HasWriter)
            return MethodOutcome.Failed(StatusCodes.BadInvalidState);
        return _push.Store.RemoveByThumbprint(thumbprint, isTrusted) ? MethodOutcome.Done : MethodOutcome.Failed(StatusCodes.BadInvalidArgument);
    }
}
