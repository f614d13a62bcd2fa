namespace Millwright.OpcUa.AddressSpace.Companions;

/// <summary>The levels of the equipment hierarchy (IEC 62264-1; OPC 10030, ISA95EquipmentElementLevelEnum).</summary>
public enum EquipmentLevel
{
    Enterprise = 0,
    Site = 1,
    Area = 2,
    ProcessCell = 3,
    Unit = 4,
    ProductionLine = 5,
    WorkCell = 6,
    ProductionUnit = 7,
    StorageZone = 8,
    StorageUnit = 9,
    WorkCenter = 10,
    WorkUnit = 11,
    EquipmentModule = 12,
    ControlModule = 13,
    Other = 14,
}
