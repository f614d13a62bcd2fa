using Millwright.Flow.Events;
using Millwright.Flow.Ledger;
using Millwright.Flow.Log;

namespace Millwright.Flow.Pipeline;

/// <summary>What the events of all connections share.</summary>
internal sealed record EventParts(
    ConditionBook Conditions, EventBus Bus, ISampleLog Log, LossLedger Ledger, CommitFollower Commits, TimeProvider Clock);
