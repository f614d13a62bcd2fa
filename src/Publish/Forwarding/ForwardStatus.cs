namespace Millwright.Publish.Forwarding;

/// <summary>How forwarding is doing.</summary>
/// <param name="IsConnected">The broker is there.</param>
/// <param name="Problem">What needs a person, null when nothing does.</param>
/// <param name="Acknowledged">Messages that the broker has.</param>
/// <param name="Refused">Messages that the broker refused, not sent again.</param>
/// <param name="LeftOut">Samples that were not worth a message: unchanged, within the deadband, or taken over by a newer one.</param>
public sealed record ForwardStatus(bool IsConnected, string? Problem, long Acknowledged, long Refused, long LeftOut);
