using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Structures;

/// <summary>
/// Decodes structures into trees and encodes trees into structures by the definitions that a server gives at run time. A snapshot: types
/// added to the definitions later need a new codec. Safe to use from many threads.
/// </summary>
public sealed class StructureCodec
{
    private readonly FrozenDictionary<NodeId, StructureLayout> _byEncoding;
    private readonly FrozenDictionary<NodeId, StructureLayout> _byDataType;
    private readonly UaLimits _limits;

    public StructureCodec(DataTypeDefinitions definitions, UaLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        var layouts = definitions.Compile();
        _limits = limits ?? UaLimits.Default;
        _byDataType = layouts.ToFrozenDictionary();
        var byEncoding = new Dictionary<NodeId, StructureLayout>();
        foreach (var layout in layouts.Values.Where(static layout => !layout.EncodingId.IsNull))
            byEncoding[layout.EncodingId] = layout;
        _byEncoding = byEncoding.ToFrozenDictionary();
    }

    public IReadOnlyCollection<StructureLayout> Structures => _byDataType.Values;

    public bool TryGetLayout(NodeId dataTypeId, [MaybeNullWhen(false)] out StructureLayout layout) => _byDataType.TryGetValue(dataTypeId, out layout);

    /// <summary>The tree of a structure; false when its type is unknown or it is not encoded as OPC UA binary.</summary>
    /// <exception cref="UaException">BadDecodingError when the body does not follow the definition; BadDataTypeIdUnknown when a field's type is unknown.</exception>
    public bool TryDecode(ExtensionObject? extension, [MaybeNullWhen(false)] out StructureValue value)
    {
        value = null;
        if (extension is not { Encoding: ExtensionObjectEncoding.Binary } || !_byEncoding.TryGetValue(extension.TypeId, out var layout))
            return false;
        value = Decode(layout, extension.Body.Span);
        return true;
    }

    /// <summary>The tree of an encoded body that a layout describes from its first byte to its last.</summary>
    /// <exception cref="UaException">As <see cref="TryDecode"/>.</exception>
    public StructureValue Decode(StructureLayout layout, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var reader = new UaReader(body, _limits);
        var value = StructureDecoder.Read(layout, ref reader);
        return reader.Remaining == 0 ? value : throw new UaException(
            StatusCodes.BadDecodingError, $"{reader.Remaining} bytes are left behind the fields of {layout.Name}: the server's definition does not fit its data");
    }

    /// <summary>The structure encoded again.</summary>
    /// <exception cref="UaException">BadTypeMismatch when a value is not of its field's type.</exception>
    public static ExtensionObject Encode(StructureValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        using var writer = new UaWriter(256);
        StructureEncoder.Write(value, writer);
        return new ExtensionObject(value.Layout.EncodingId, writer.Written.ToArray());
    }

    /// <summary>A variant as JSON, with the structures in it decoded; see <see cref="StructureJson"/>.</summary>
    public string ToJson(Variant value) => StructureJson.Format(value, this);
}
