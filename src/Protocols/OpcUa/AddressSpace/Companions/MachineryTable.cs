namespace Millwright.OpcUa.AddressSpace.Companions;

/// <summary>Machine identification (OPC 40001-1, 8), in the notation of the standard's own tables.</summary>
internal static class MachineryTable
{
    public static ReadOnlySpan<byte> VendorNameplate =>
        """
        IMachineryItemVendorNameplateType 1003 abstract
         .di|Manufacturer 6022 =LocalizedText
         .di|SerialNumber 6024 =String
         .YearOfConstruction 6025 =UInt16 opt
         .MonthOfConstruction 6026 =Byte opt
         .InitialOperationDate 6027 =DateTime opt
         IMachineVendorNameplateType 1010 abstract
          .di|ProductInstanceUri 6023 =String
        """u8;

    public static ReadOnlySpan<byte> TagNameplate =>
        """
        IMachineTagNameplateType 1011 abstract
         .Location 6028 =String opt
        """u8;

    public static ReadOnlySpan<byte> Identification =>
        """
        MachineryItemIdentificationType 1004 abstract
         .di|ProductInstanceUri 6001 =String opt
         .di|Manufacturer 6002 =LocalizedText
         .di|SerialNumber 6003 =String
         .YearOfConstruction 6004 =UInt16 opt
         .MonthOfConstruction 6005 =Byte opt
         .InitialOperationDate 6006 =DateTime opt
         .di|ManufacturerUri 6007 =String opt
         .di|Model 6008 =LocalizedText opt
         .di|ProductCode 6009 =String opt
         .di|HardwareRevision 6010 =String opt
         .di|SoftwareRevision 6011 =String opt
         .di|DeviceClass 6012 =String opt
         .di|AssetId 6013 =String opt
         .di|ComponentName 6014 =LocalizedText opt
         .0|DefaultInstanceBrowseName 6088 =QualifiedName norule
         MachineIdentificationType 1012
          .di|ProductInstanceUri 6015 =String
          .Location 6029 =String opt
          .0|DefaultInstanceBrowseName 6030 =QualifiedName norule
         MachineryComponentIdentificationType 1005
          .di|DeviceRevision 6017 =String opt
          .0|DefaultInstanceBrowseName 6016 =QualifiedName norule
        """u8;

    public static ReadOnlySpan<byte> Objects =>
        """
        MachineComponentsType 1006
         /<Component> 5002 place
         .0|DefaultInstanceBrowseName 6018 =QualifiedName norule
        """u8;

    public static ReadOnlySpan<byte> Instances =>
        """
        +Machines 1001 :FolderType
        """u8;
}
