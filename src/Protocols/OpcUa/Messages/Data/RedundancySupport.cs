namespace Millwright.OpcUa.Messages;

/// <summary>How servers of a redundant set share their work (OPC 10000-5, 12.5).</summary>
public enum RedundancySupport
{
    None = 0,
    Cold = 1,
    Warm = 2,
    Hot = 3,
    Transparent = 4,
    HotAndMirrored = 5,
}
