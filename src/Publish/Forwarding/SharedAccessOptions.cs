using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Millwright.Model;

namespace Millwright.Publish.Forwarding;

/// <summary>
/// Passwords that are signed and end soon, as Azure IoT Hub asks for them (shared access signatures). A new one is made for each connection; when one
/// ends, the hub ends the connection, and the next has its own.
/// </summary>
public sealed class SharedAccessOptions
{
    [Required]
    [Description("What the key opens: myhub.azure-devices.net/devices/berlin.")]
    public string Resource { get; set; } = "";

    [Required]
    [PasswordPropertyText(true)]
    [Description("The device's key, in Base64.")]
    public string Key { get; set; } = "";

    [Description("The name of the policy that the key belongs to; without it the key is the device's own.")]
    public string? Policy { get; set; }

    [Description("How long a password is good for.")]
    public TimeSpan ValidFor { get; set; } = TimeSpan.FromHours(1);

    internal IEnumerable<OptionProblem> Validate()
    {
        if (Resource.Length == 0 || Resource.Contains("://", StringComparison.Ordinal))
            yield return new("shared_access.resource", $"'{Resource}' is no resource", "write for example myhub.azure-devices.net/devices/berlin");
        if (Key.Length == 0 || !Convert.TryFromBase64String(Key, new byte[Key.Length], out var length) || length == 0)
            yield return new("shared_access.key", "the key is no Base64", "copy it as the hub shows it");
        if (ValidFor < TimeSpan.FromMinutes(1) || ValidFor > TimeSpan.FromDays(365))
            yield return new("shared_access.valid_for", $"{ValidFor} is out of range", "choose 1 min to 365 d");
    }

    /// <summary>A password that begins now: resource and end in seconds since 1970, signed with HMAC-SHA256.</summary>
    internal string Sign(TimeProvider clock)
    {
        var resource = Uri.EscapeDataString(Resource);
        var end = (clock.GetUtcNow() + ValidFor).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(Convert.FromBase64String(Key), Encoding.UTF8.GetBytes($"{resource}\n{end}"));
        var token = $"SharedAccessSignature sr={resource}&sig={Uri.EscapeDataString(Convert.ToBase64String(signature))}&se={end}";
        return Policy is null ? token : $"{token}&skn={Uri.EscapeDataString(Policy)}";
    }
}
