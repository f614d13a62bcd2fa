using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>An event filter made ready: which fields are sent, and of which events (OPC 10000-4, 7.22.3).</summary>
internal sealed class EventProgram
{
    private readonly FieldClause[] _select;
    private readonly WhereElement[] _where;

    private EventProgram(FieldClause[] select, WhereElement[] where)
    {
        _select = select;
        _where = where;
    }

    public int FieldCount => _select.Length;

    /// <summary>Makes a filter ready. A wrong select clause is reported and sends null; a wrong where clause refuses the whole.</summary>
    public static StatusCode TryCompile(EventFilter filter, UaAddressSpace space, ServerLimits limits, out EventProgram? program, out EventFilterResult result)
    {
        program = null;
        result = new EventFilterResult([], [], new ContentFilterResult([], []));
        if (filter.SelectClauses.Count == 0)
            return StatusCodes.BadEventFilterInvalid;
        if (filter.SelectClauses.Count > limits.MaxSelectClauses || filter.WhereClause.Elements.Count > limits.MaxWhereElements)
            return StatusCodes.BadTooManyOperations;
        var selectResults = new StatusCode[filter.SelectClauses.Count];
        var select = new FieldClause[selectResults.Length];
        for (var i = 0; i < select.Length; i++)
            selectResults[i] = FieldClause.TryMake(filter.SelectClauses[i], space, out select[i]);
        var whereResults = new ContentFilterElementResult[filter.WhereClause.Elements.Count];
        var where = new WhereElement[whereResults.Length];
        var isBad = false;
        for (var i = 0; i < where.Length; i++)
        {
            var status = WhereElement.TryMake(filter.WhereClause.Elements[i], i, where.Length, space, out where[i]);
            whereResults[i] = new ContentFilterElementResult(status, [], []);
            isBad |= status.IsBad;
        }
        var selectIsGood = Array.TrueForAll(selectResults, static r => r.IsGood);
        result = new EventFilterResult(selectIsGood ? [] : selectResults, [], new ContentFilterResult(isBad ? whereResults : [], []));
        if (isBad || Array.TrueForAll(selectResults, static r => r.IsBad))
            return StatusCodes.BadEventFilterInvalid;
        program = new EventProgram(select, where);
        return StatusCodes.Good;
    }

    /// <summary>Whether an event is wanted. The caller holds the address space's read scope.</summary>
    public bool Wants(UaEvent occurred, UaDateTime received, UaAddressSpace space)
    {
        if (_where.Length == 0)
            return true;
        // Elements only refer to later ones, so from the back each is worked out once.
        var values = new Variant[_where.Length];
        for (var i = _where.Length - 1; i >= 0; i--)
            values[i] = _where[i].Evaluate(occurred, received, values, space);
        return values[0] is { Type: BuiltInType.Boolean, IsScalar: true } && values[0].AsBoolean();
    }

    public Variant[] Select(UaEvent occurred, UaDateTime received)
    {
        var fields = new Variant[_select.Length];
        for (var i = 0; i < fields.Length; i++)
            fields[i] = _select[i].Read(occurred, received);
        return fields;
    }

    /// <summary>What a client hears when events were lost (OPC 10000-5, 6.4.35).</summary>
    public static UaEvent Overflow(UaDateTime now) => new()
    {
        EventType = new NodeId(StandardIds.EventQueueOverflowEventType),
        Message = new LocalizedText("Events were lost: the queue of this monitored item was full."),
        Severity = 500,
        Time = now,
    };
}
