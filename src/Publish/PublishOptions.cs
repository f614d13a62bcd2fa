using System.ComponentModel;
using Millwright.Model;
using Millwright.Publish.Modbus;
using Millwright.Publish.Mqtt;
using Millwright.Publish.OpcUa;

namespace Millwright.Publish;

/// <summary>What others see of the plant; each way is off until it is configured.</summary>
public sealed class PublishOptions
{
    [Description("Shows the plant to OPC UA clients; off without it.")]
    public OpcUaFaceOptions? OpcUa { get; set; }

    [Description("Shows chosen tags to Modbus clients, read-only; off without it.")]
    public ModbusFaceOptions? Modbus { get; set; }

    [Description("A broker for MQTT clients; off without it.")]
    public MqttFaceOptions? Mqtt { get; set; }

    /// <summary>All that is wrong with the options.</summary>
    public IEnumerable<OptionProblem> Validate() => [.. Below("opc_ua", OpcUa?.Validate()), .. Below("modbus", Modbus?.Validate()), .. Below("mqtt", Mqtt?.Validate())];

    private static IEnumerable<OptionProblem> Below(string key, IEnumerable<OptionProblem>? problems) =>
        problems?.Select(p => p with { Key = p.Key.Length == 0 ? key : $"{key}.{p.Key}" }) ?? [];
}
