using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>A stored value that was replaced or deleted.</summary>
/// <param name="Value">As it was before.</param>
/// <param name="Modification">Who changed it, when and how; null when the server does not say.</param>
public readonly record struct ModifiedValue(DataValue Value, ModificationInfo? Modification);
