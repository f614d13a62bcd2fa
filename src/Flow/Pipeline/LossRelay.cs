using Millwright.Flow.Ledger;
using Millwright.Flow.Log;

namespace Millwright.Flow.Pipeline;

/// <summary>Brings what the log drops or cannot read to the ledger, which is opened after the log and learns of the earlier losses then.</summary>
public sealed class LossRelay : ILossRecorder
{
    private readonly Lock _gate = new();
    private readonly List<LogLoss> _early = [];
    private LossLedger? _ledger;

    public void Dropped(LogLoss loss)
    {
        LossLedger? ledger;
        lock (_gate)
        {
            ledger = _ledger;
            if (ledger is null)
                _early.Add(loss);
        }
        ledger?.Dropped(loss);
    }

    /// <summary>From here on losses go to the ledger.</summary>
    public void Attach(LossLedger ledger)
    {
        List<LogLoss> early;
        lock (_gate)
        {
            _ledger = ledger;
            early = [.. _early];
            _early.Clear();
        }
        foreach (var loss in early)
            ledger.Dropped(loss);
    }
}
