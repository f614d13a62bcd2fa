using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Millwright.Host.Configuration.Plants;

/// <summary>What every connection has.</summary>
internal sealed class ConnectionOptions
{
    [Description("False leaves the device alone.")]
    public bool Enabled { get; set; } = true;

    [Description("How often its tags are read when they do not say.")]
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan Scan { get; set; } = TimeSpan.FromSeconds(1);
}
