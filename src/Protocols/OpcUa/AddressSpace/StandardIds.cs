namespace Millwright.OpcUa.AddressSpace;

/// <summary>Numbers of namespace 0 that products and this library name (OPC 10000-6, A.3). Data types of the built-ins have the number of their <c>BuiltInType</c>.</summary>
public static class StandardIds
{
    public const uint BaseDataType = 24;
    public const uint Number = 26;
    public const uint Enumeration = 29;
    public const uint Structure = 22;
    public const uint Union = 12756;
    public const uint Argument = 296;
    public const uint Duration = 290;
    public const uint UtcTime = 294;
    public const uint LocaleId = 295;
    public const uint Range = 884;
    public const uint EuInformation = 887;

    public const uint References = 31;
    public const uint NonHierarchicalReferences = 32;
    public const uint HierarchicalReferences = 33;
    public const uint HasChild = 34;
    public const uint Organizes = 35;
    public const uint HasEventSource = 36;
    public const uint HasModellingRule = 37;
    public const uint HasEncoding = 38;
    public const uint HasTypeDefinition = 40;
    public const uint GeneratesEvent = 41;
    public const uint HasSubtype = 45;
    public const uint HasProperty = 46;
    public const uint HasComponent = 47;
    public const uint HasNotifier = 48;
    public const uint HasInterface = 17603;
    public const uint HasAddIn = 17604;
    public const uint HasCondition = 9006;

    public const uint BaseObjectType = 58;
    public const uint FolderType = 61;
    public const uint BaseInterfaceType = 17602;
    public const uint BaseVariableType = 62;
    public const uint BaseDataVariableType = 63;
    public const uint PropertyType = 68;
    public const uint DataItemType = 2365;
    public const uint AnalogItemType = 2368;
    public const uint AnalogUnitType = 17497;
    public const uint AnalogUnitRangeType = 17570;
    public const uint TwoStateDiscreteType = 2373;
    public const uint MultiStateDiscreteType = 2376;
    public const uint MultiStateValueDiscreteType = 11238;
    public const uint DataTypeEncodingType = 76;

    public const uint BaseEventType = 2041;
    public const uint SystemEventType = 2130;
    public const uint BaseModelChangeEventType = 2132;
    public const uint GeneralModelChangeEventType = 2133;
    public const uint EventQueueOverflowEventType = 3035;
    public const uint ConditionType = 2782;
    public const uint AcknowledgeableConditionType = 2881;
    public const uint AlarmConditionType = 2915;
    public const uint RefreshStartEventType = 2787;
    public const uint RefreshEndEventType = 2788;

    public const uint RootFolder = 84;
    public const uint ObjectsFolder = 85;
    public const uint TypesFolder = 86;
    public const uint ViewsFolder = 87;
    public const uint Server = 2253;
    public const uint ServerConfiguration = 12637;
    public const uint HistoryAggregateFunctions = 11201;
}
