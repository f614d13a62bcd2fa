namespace Millwright.OpcUa.Server;

/// <summary>How an alarm is put aside or taken back (OPC 10000-9, 5.8.17).</summary>
public enum ShelvingCommand
{
    Unshelve,
    OneShotShelve,
    TimedShelve,
}
