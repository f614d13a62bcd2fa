using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>One element of a where clause: an operator and its operands (OPC 10000-4, 7.7). Null stands for "unknown".</summary>
internal sealed class WhereElement
{
    private const int MaxOperands = 100;

    private readonly FilterOperator _operator;
    private readonly WhereOperand[] _operands;

    private WhereElement(FilterOperator filterOperator, WhereOperand[] operands)
    {
        _operator = filterOperator;
        _operands = operands;
    }

    public static StatusCode TryMake(ContentFilterElement element, int index, int count, UaAddressSpace space, out WhereElement made)
    {
        made = null!;
        var (least, most) = OperandCount(element.FilterOperator);
        if (most == 0)
            return StatusCodes.BadFilterOperatorUnsupported;
        if (element.FilterOperands.Count < least || element.FilterOperands.Count > most)
            return StatusCodes.BadFilterOperandCountMismatch;
        var operands = new WhereOperand[element.FilterOperands.Count];
        for (var i = 0; i < operands.Length; i++)
        {
            var status = WhereOperand.TryMake(element.FilterOperands[i], index, count, space, out operands[i]);
            if (status.IsBad)
                return status;
        }
        made = new WhereElement(element.FilterOperator, operands);
        return StatusCodes.Good;
    }

    public Variant Evaluate(UaEvent occurred, UaDateTime received, Variant[] elements, UaAddressSpace space)
    {
        var first = _operands[0].Read(occurred, received, elements);
        switch (_operator)
        {
            case FilterOperator.IsNull:
                return new Variant(first.IsNull);
            case FilterOperator.Not:
                return Truth(first) is { } negated ? new Variant(!negated) : default;
            case FilterOperator.OfType:
                return new Variant(IsOfType(occurred.EventType, first, space));
            case FilterOperator.InList:
                return InList(first, occurred, received, elements);
        }
        var second = _operands[1].Read(occurred, received, elements);
        return _operator switch
        {
            FilterOperator.And => And(Truth(first), Truth(second)),
            FilterOperator.Or => Or(Truth(first), Truth(second)),
            FilterOperator.Equals => Of(Comparison.AreEqual(first, second)),
            FilterOperator.GreaterThan => Of(Comparison.Order(first, second) > 0, Comparison.Order(first, second)),
            FilterOperator.LessThan => Of(Comparison.Order(first, second) < 0, Comparison.Order(first, second)),
            FilterOperator.GreaterThanOrEqual => Of(Comparison.Order(first, second) >= 0, Comparison.Order(first, second)),
            FilterOperator.LessThanOrEqual => Of(Comparison.Order(first, second) <= 0, Comparison.Order(first, second)),
            FilterOperator.Between => Between(first, second, _operands[2].Read(occurred, received, elements)),
            FilterOperator.Like => Comparison.TextOf(first) is { } text && Comparison.TextOf(second) is { } pattern ? new Variant(LikePattern.Matches(text, pattern)) : default,
            FilterOperator.BitwiseAnd => Bits(first, second, static (a, b) => a & b),
            _ => Bits(first, second, static (a, b) => a | b),
        };
    }

    private static (int Least, int Most) OperandCount(FilterOperator filterOperator) => filterOperator switch
    {
        FilterOperator.IsNull or FilterOperator.Not or FilterOperator.OfType => (1, 1),
        FilterOperator.Between => (3, 3),
        FilterOperator.InList => (2, MaxOperands),
        FilterOperator.Cast or FilterOperator.InView or FilterOperator.RelatedTo => (0, 0),
        >= FilterOperator.Equals and <= FilterOperator.BitwiseOr => (2, 2),
        _ => (0, 0),
    };

    private static bool? Truth(in Variant value) => value is { Type: BuiltInType.Boolean, IsScalar: true } ? value.AsBoolean() : null;

    private static Variant Of(bool? truth) => truth is { } known ? new Variant(known) : default;

    private static Variant Of(bool truth, int? order) => order is null ? default : new Variant(truth);

    private static Variant And(bool? one, bool? other) => one == false || other == false ? new Variant(false) : one is null || other is null ? default : new Variant(true);

    private static Variant Or(bool? one, bool? other) => one == true || other == true ? new Variant(true) : one is null || other is null ? default : new Variant(false);

    private static Variant Between(in Variant value, in Variant low, in Variant high)
    {
        var (above, below) = (Comparison.Order(value, low), Comparison.Order(value, high));
        return above is null || below is null ? default : new Variant(above >= 0 && below <= 0);
    }

    private static Variant Bits(in Variant one, in Variant other, Func<long, long, long> combine) =>
        one.TryGetInteger(out var left) && other.TryGetInteger(out var right) ? new Variant(combine(left, right)) : default;

    private static bool IsOfType(NodeId eventType, in Variant type, UaAddressSpace space)
    {
        if (type is not { Type: BuiltInType.NodeId, IsScalar: true })
            return false;
        var wanted = space.Nodes.Find(type.AsNodeId().AsKey());
        return wanted >= 0 && space.IsSubtype(space.Nodes.Find(eventType.AsKey()), wanted);
    }

    private Variant InList(in Variant first, UaEvent occurred, UaDateTime received, Variant[] elements)
    {
        for (var i = 1; i < _operands.Length; i++)
        {
            if (Comparison.AreEqual(first, _operands[i].Read(occurred, received, elements)) == true)
                return new Variant(true);
        }
        return new Variant(false);
    }
}
