using System.ComponentModel;
using Millwright.Model;
using Millwright.Publish.OpcUa;

namespace Millwright.Publish;

/// <summary>What others see of the plant; each way is off until it is configured.</summary>
public sealed class PublishOptions
{
    [Description("Shows the plant to OPC UA clients; off without it.")]
    public OpcUaFaceOptions? OpcUa { get; set; }

    /// <summary>All that is wrong with the options.</summary>
    public IEnumerable<OptionProblem> Validate() =>
        OpcUa is null ? [] : OpcUa.Validate().Select(p => p with { Key = p.Key.Length == 0 ? "opc_ua" : $"opc_ua.{p.Key}" });
}
