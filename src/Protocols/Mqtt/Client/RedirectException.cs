namespace Millwright.Mqtt.Client;

/// <summary>The broker refused and named another.</summary>
internal sealed class RedirectException((string Host, int Port) to, string message) : IOException(message)
{
    public (string Host, int Port) To { get; } = to;
}
