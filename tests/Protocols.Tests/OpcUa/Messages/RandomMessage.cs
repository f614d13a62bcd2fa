using System.Reflection;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Encoding;

namespace Millwright.Protocols.Tests.OpcUa.Messages;

/// <summary>Any message of the table with random content, made through its one constructor.</summary>
internal sealed class RandomMessage(int seed, bool plain = false)
{
    private readonly RandomValues _values = new(seed) { Plain = plain };

    public object Make(Type type, int depth = 0)
    {
        var parameters = type.GetConstructors(BindingFlags.Public | BindingFlags.Instance).MaxBy(static c => c.GetParameters().Length)?.GetParameters() ?? [];
        var arguments = Array.ConvertAll(parameters, parameter => parameter.Name == "IndexRange" && plain ? null : Argument(parameter.ParameterType, depth));
        return Activator.CreateInstance(type, arguments)!;
    }

    private object? Argument(Type type, int depth)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var element = type.GetGenericArguments()[0];
            var list = Array.CreateInstance(element, _values.Random.Next(depth > 2 ? 2 : 4));
            for (var i = 0; i < list.Length; i++)
                list.SetValue(Argument(element, depth + 1), i);
            return list;
        }
        if (type.IsEnum)
        {
            var defined = Enum.GetValuesAsUnderlyingType(type);
            return Enum.ToObject(type, plain ? defined.GetValue(_values.Random.Next(defined.Length))! : _values.Random.Next(5));
        }
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => _values.Random.Next(2) == 0,
            TypeCode.Byte => (byte)_values.Random.Next(256),
            TypeCode.Int16 => (short)_values.Random.Next(-32_768, 32_768),
            TypeCode.UInt16 => (ushort)_values.Random.Next(65_536),
            TypeCode.Int32 => _values.Random.Next(),
            TypeCode.UInt32 => (uint)_values.Random.Next(),
            TypeCode.Int64 => _values.Random.NextInt64(),
            TypeCode.Double => _values.Random.NextDouble(),
            TypeCode.String => _values.Text(),
            _ => Value(type, depth),
        };
    }

    private object? Value(Type type, int depth) => type.Name switch
    {
        "Byte[]" => _values.Bytes(),
        nameof(UaDateTime) => _values.Time(),
        nameof(NodeId) => _values.NodeId(),
        nameof(ExpandedNodeId) => _values.ExpandedNodeId(),
        nameof(StatusCode) => _values.StatusCode(),
        nameof(QualifiedName) => _values.QualifiedName(),
        nameof(LocalizedText) => _values.LocalizedText(),
        nameof(ExtensionObject) => _values.ExtensionObject(),
        nameof(DataValue) => _values.DataValue(2),
        nameof(Variant) => _values.Variant(2),
        nameof(DiagnosticInfo) => _values.DiagnosticInfo(2),
        _ => Make(type, depth + 1),
    };
}
