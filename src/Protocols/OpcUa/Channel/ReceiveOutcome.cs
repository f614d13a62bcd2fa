namespace Millwright.OpcUa.Channel;

internal enum ReceiveOutcome
{
    /// <summary>More chunks of the message are to come.</summary>
    More,

    /// <summary>The message is whole.</summary>
    Complete,

    /// <summary>The sender gave the message up.</summary>
    Aborted,
}
