namespace Millwright.OpcUa.AddressSpace.Companions;

/// <summary>The equipment hierarchy of ISA-95 (OPC 10030), in the notation of the standard's own tables.</summary>
internal static class EquipmentTable
{
    public static ReadOnlySpan<byte> Levels =>
        """
        ISA95EquipmentElementLevelEnum 4871 <Enterprise=0,Site=1,Area=2,ProcessCell=3,Unit=4,ProductionLine=5,WorkCell=6,ProductionUnit=7,StorageZone=8,StorageUnit=9,WorkCenter=10,WorkUnit=11,EquipmentModule=12,ControlModule=13,Other=14> strings=4872
        """u8;

    public static ReadOnlySpan<byte> MadeUpOf =>
        """
        MadeUpOf 4714 abstract inv=ContainedBy
         MadeUpOfEquipment 5115 inv=ContainedByEquipment
        """u8;

    public static ReadOnlySpan<byte> Attributes =>
        """
        HasISA95Attribute 4713 inv=ISA95AttributeOf
        """u8;

    public static ReadOnlySpan<byte> Objects =>
        """
        ISA95ObjectType 4958 abstract
         EquipmentType 5040
        """u8;
}
