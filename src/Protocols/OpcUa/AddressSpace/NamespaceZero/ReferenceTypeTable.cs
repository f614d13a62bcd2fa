namespace Millwright.OpcUa.AddressSpace.NamespaceZero;

/// <summary>The reference types of namespace 0 (OPC 10000-3, 7; OPC 10000-5, 11). Read by <see cref="TypeTableReader"/>, which describes the notation.</summary>
internal static class ReferenceTypeTable
{
    public static ReadOnlySpan<byte> Text =>
        """
        References 31 abstract sym
         NonHierarchicalReferences 32 abstract sym
          HasModellingRule 37 inv=ModellingRuleOf
          HasEncoding 38 inv=EncodingOf
          HasDescription 39 inv=DescriptionOf
          HasTypeDefinition 40 inv=TypeDefinitionOf
          GeneratesEvent 41 inv=GeneratedBy
           AlwaysGeneratesEvent 3065 inv=AlwaysGeneratedBy
          FromState 51 inv=ToTransition
          ToState 52 inv=FromTransition
          HasCause 53 inv=MayBeCausedBy
          HasEffect 54 inv=MayBeEffectedBy
           HasEffectDisable 17276 inv=MayBeDisabledBy
           HasEffectEnable 17983 inv=MayBeEnabledBy
           HasEffectSuppressed 17984 inv=MayBeSuppressedBy
           HasEffectUnsuppressed 17985 inv=MayBeUnsuppressedBy
          HasSubStateMachine 117 inv=SubStateMachineOf
          AssociatedWith 24137 sym
          HasKeyValueDescription 32407 inv=KeyValueDescriptionOf
          IsDeprecated 23562 inv=Deprecates
          UsesDataTypeRefinement 19814 inv=DataTypeRefinementUsedBy
          UsesSubtypeRestriction 19818 inv=SubtypeRestrictionUsedBy
          HasDictionaryEntry 17597 inv=DictionaryEntryOf
          HasInterface 17603 inv=InterfaceOf
          HasEngineeringUnitDetails 32558 inv=EngineeringUnitDetailsOf
          HasQuantity 32559 inv=QuantityOf
          HasTrueSubState 9004 inv=IsTrueSubStateOf
          HasFalseSubState 9005 inv=IsFalseSubStateOf
          HasCondition 9006 inv=IsConditionOf
          HasCurrentData 32633 inv=HasHistoricalData
          HasCurrentEvent 32634 inv=HasHistoricalEvent
          AliasFor 23469 inv=HasAlias
          IsExecutableOn 25253 inv=CanExecute
          Utilizes 25255 inv=IsUtilizedBy
           IsExecutingOn 25265 inv=Executes
           IsHostedBy 25261 inv=Hosts
          IsPhysicallyConnectedTo 25257 sym
          RepresentsSameEntityAs 25258 sym
           RepresentsSameHardwareAs 25259 sym
           RepresentsSameFunctionalityAs 25260 sym
         HierarchicalReferences 33 abstract inv=InverseHierarchicalReferences
          HasChild 34 abstract inv=ChildOf
           Aggregates 44 abstract inv=AggregatedBy
            HasProperty 46 inv=PropertyOf
            HasComponent 47 inv=ComponentOf
             HasOrderedComponent 49 inv=OrderedComponentOf
             HasStructuredComponent 24136 inv=IsStructuredComponentOf
             HasArgumentDescription 129 inv=ArgumentDescriptionOf
              HasOptionalInputArgumentDescription 131 inv=OptionalInputArgumentDescriptionOf
             HasGuard 15112 inv=GuardOf
             HasAddIn 17604 inv=AddInOf
             HasAlarmSuppressionGroup 16361 inv=IsAlarmSuppressionGroupOf
             HasPhysicalComponent 25262 inv=PhysicalComponentOf
              HasContainedComponent 25263 inv=ContainedComponentOf
              HasAttachedComponent 25264 inv=AttachedComponentOf
            HasHistoricalConfiguration 56 inv=HistoricalConfigurationOf
           HasSubtype 45 inv=SubtypeOf
           HasDataTypeRefinement 19846 inv=DataTypeRefinementOf
           HasReferenceDescription 32679 inv=ReferenceDescriptionOf
          Organizes 35 inv=OrganizedBy
           AlarmGroupMember 16362 inv=MemberOfAlarmGroup
            AlarmSuppressionGroupMember 32059 inv=MemberOfAlarmSuppressionGroup
          HasEventSource 36 inv=EventSourceOf
           HasNotifier 48 inv=NotifierOf
          HasFieldDescription 19815 inv=FieldDescriptionOf
           HasFieldDescriptionSetMandatory 19816 inv=FieldDescriptionSetMandatoryOf
           IsDisabledOptionalField 19817 inv=DisabledOptionalFieldOf
          AllowedSubtype 19819 inv=AllowedSubtypeOf
          Controls 25254 inv=IsControlledBy
          Requires 25256 inv=IsRequiredBy
          HasSerializationEntity 19845 inv=SerializationEntityOf
        """u8;
}
