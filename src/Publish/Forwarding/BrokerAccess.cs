using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Millwright.Model;
using Millwright.Mqtt.Client;
using Millwright.Mqtt.Messages;

namespace Millwright.Publish.Forwarding;

/// <summary>A broker and who we are there.</summary>
public class BrokerAccess
{
    [Required]
    [Description("The broker: mqtt://host:1883, mqtts://host:8883 (TLS), ws://host/mqtt or wss://host/mqtt (WebSocket).")]
    public string Address { get; set; } = "";

    [Description("The version of MQTT: 5 or 3.1.1.")]
    public string Version { get; set; } = "5";

    [Description("Who we are to the broker, one of a kind there; made of the plant's path where left out.")]
    public string? ClientId { get; set; }

    [Description("The user to sign in as; anonymous where left out.")]
    public string? User { get; set; }

    [Description("The user's password.")]
    public string? Password { get; set; }

    [Description("A key to make passwords of that end soon, as Azure IoT Hub asks for them; instead of a password.")]
    public SharedAccessOptions? SharedAccess { get; set; }

    [Description("A PEM file with the authorities that may vouch for the broker; the system's where left out.")]
    public string? Authority { get; set; }

    [Description("A PEM file with the certificate and key to show to the broker.")]
    public string? Certificate { get; set; }

    [Description("False accepts a trusted broker certificate that names another host than the address.")]
    public bool CheckHostName { get; set; } = true;

    /// <summary>All that is wrong with the options.</summary>
    public virtual IEnumerable<OptionProblem> Validate()
    {
        if (!BrokerAddress.TryParse(Address, out var address))
            yield return new("address", $"'{Address}' is no broker", "write for example mqtt://10.0.3.30:1883, mqtts://broker:8883 or wss://broker/mqtt");
        else if (!address.IsTls && (Authority ?? Certificate) is not null)
            yield return new("address", $"{address.Scheme} uses no certificates", "write mqtts:// or wss://, or remove 'authority' and 'certificate'");
        if (Version is not ("5" or "3.1.1"))
            yield return new("version", $"MQTT {Version} is not spoken", "write 5 or 3.1.1");
        if (Password is not null && User is null)
            yield return new("password", "the password has no user", "add 'user'");
        if (SharedAccess is { } access)
        {
            if (Password is not null || User is null)
                yield return new("shared_access", User is null ? "the signed password has no user" : "there are two passwords", User is null ? "add 'user'" : "remove 'password' or 'shared_access'");
            if (address is { IsTls: false })
                yield return new("address", "passwords would travel unencrypted", "write mqtts:// or wss://");
            foreach (var problem in access.Validate())
                yield return problem;
        }
    }

    /// <summary>The client's options.</summary>
    /// <exception cref="IOException">A certificate cannot be read.</exception>
    internal MqttClientOptions ClientOptions(string clientId, TimeProvider clock)
    {
        var address = BrokerAddress.TryParse(Address, out var parsed) ? parsed : throw new InvalidOperationException($"'{Address}' was not checked.");
        try
        {
            return new()
            {
                Host = address.Host,
                Port = address.Port,
                WebSocketPath = address.WebSocketPath,
                Tls = address.IsTls ? BrokerTls.Options(address.Host, Authority, Certificate, CheckHostName, clock) : null,
                Version = Version == "5" ? MqttVersion.V5 : MqttVersion.V311,
                ClientId = ClientId ?? clientId,
                UserName = User,
                Password = Password is null ? null : Encoding.UTF8.GetBytes(Password),
                NewPassword = SharedAccess is { } access ? () => Encoding.UTF8.GetBytes(access.Sign(clock)) : null,
                MaxPending = SendWindow.MaxMessages + SampleBatch.MaxCapacity,
                Time = clock,
            };
        }
        catch (CryptographicException e)
        {
            throw new IOException($"the certificates for {address} cannot be used: {e.Message}", e);
        }
    }
}
