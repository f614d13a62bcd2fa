using Millwright.Flow.Bus;
using Millwright.Flow.Ledger;
using Millwright.Flow.Log;
using Millwright.Flow.Normalizing;

namespace Millwright.Flow.Pipeline;

/// <summary>What all connections of a plant share.</summary>
internal sealed record FlowParts(
    TagPlans Plans, CurrentValues Current, SampleBus Bus, ISampleLog Log, LossLedger Ledger, CommitFollower Commits, TimeProvider Clock,
    EventParts Events);
