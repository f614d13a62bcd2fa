using System.Diagnostics.CodeAnalysis;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Encoding;

/// <summary>Structures of the standard into extension objects and out of them.</summary>
public static class ExtensionObjects
{
    /// <summary>The structure as an extension object.</summary>
    public static ExtensionObject ToExtensionObject<T>(this T structure)
        where T : IUaMessage<T>
    {
        using var writer = new UaWriter(256);
        structure.Encode(writer);
        return new ExtensionObject(new NodeId(T.EncodingId), writer.Written.ToArray());
    }

    /// <summary>The structure inside, or false when it is another one or not binary.</summary>
    /// <exception cref="UaException">BadDecodingError when the body is not what its type says.</exception>
    public static bool TryDecode<T>(this ExtensionObject? extension, [MaybeNullWhen(false)] out T structure, UaLimits? limits = null)
        where T : IUaMessage<T>
    {
        structure = default;
        if (extension is not { Encoding: ExtensionObjectEncoding.Binary } || extension.TypeId != new NodeId(T.EncodingId))
            return false;
        var reader = new UaReader(extension.Body.Span, limits);
        structure = T.Decode(ref reader);
        return true;
    }
}
