namespace Millwright.OpcUa.AddressSpace.Companions;

/// <summary>Nameplates and groups of the device model (OPC 10000-100, 4 and 5), in the notation of the standard's own tables.</summary>
internal static class DeviceTable
{
    public static ReadOnlySpan<byte> Interfaces =>
        """
        IVendorNameplateType 15035 abstract
         .Manufacturer 15036 =LocalizedText opt
         .ManufacturerUri 15037 =String opt
         .Model 15038 =LocalizedText opt
         .HardwareRevision 15039 =String opt
         .SoftwareRevision 15040 =String opt
         .DeviceRevision 15041 =String opt
         .ProductCode 15042 =String opt
         .DeviceManual 15043 =String opt
         .DeviceClass 15044 =String opt
         .SerialNumber 15045 =String opt
         .ProductInstanceUri 15046 =String opt
         .RevisionCounter 15047 =Int32 opt
        ITagNameplateType 15048 abstract
         .AssetId 15049 =String opt
         .ComponentName 15050 =LocalizedText opt
        """u8;

    public static ReadOnlySpan<byte> Groups =>
        """
        FunctionalGroupType 1005
         /<GroupIdentifier> 6027 :FunctionalGroupType place
        """u8;

    public static ReadOnlySpan<byte> Instances =>
        """
        +DeviceSet 5001
        """u8;
}
