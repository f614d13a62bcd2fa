namespace Millwright.OpcUa.AddressSpace.NamespaceZero;

/// <summary>Conditions and alarms below BaseEventType (OPC 10000-9, 5). Read by <see cref="TypeTableReader"/>, which describes the notation.</summary>
internal static class ConditionTypeTable
{
    public static ReadOnlySpan<byte> Text =>
        """
        ConditionType 2782 abstract
         .ConditionClassId 11112 =NodeId
         .ConditionClassName 11113 =LocalizedText
         .ConditionSubClassId 16363 =NodeId[] opt
         .ConditionSubClassName 16364 =LocalizedText[] opt
         .ConditionName 9009 =String
         .BranchId 9010 =NodeId
         .Retain 3874 =Boolean
         /EnabledState 9011 :TwoStateVariableType =LocalizedText
          .Id 9012 =Boolean
          .EffectiveDisplayName 9015 =LocalizedText opt
          .TransitionTime 9016 =UtcTime opt
          .EffectiveTransitionTime 9017 =UtcTime opt
         /Quality 9020 :ConditionVariableType =StatusCode
          .SourceTimestamp 9021 =UtcTime
         /LastSeverity 9022 :ConditionVariableType =UInt16
          .SourceTimestamp 9023 =UtcTime
         /Comment 9024 :ConditionVariableType =LocalizedText
          .SourceTimestamp 9025 =UtcTime
         .ClientUserId 9026 =String
         /Disable 9028 ()
         /Enable 9027 ()
         /AddComment 9029 ()
          .InputArguments 9030 (EventId:ByteString,Comment:LocalizedText)
         /ConditionRefresh 3875 () norule
          .InputArguments 3876 (SubscriptionId:IntegerId)
         /ConditionRefresh2 12912 () norule
          .InputArguments 12913 (SubscriptionId:IntegerId,MonitoredItemId:IntegerId)
         AcknowledgeableConditionType 2881
          /EnabledState 9073 :TwoStateVariableType =LocalizedText
           .Id 9074 =Boolean
          /AckedState 9093 :TwoStateVariableType =LocalizedText
           .Id 9094 =Boolean
           .TransitionTime 9098 =UtcTime opt
          /ConfirmedState 9102 :TwoStateVariableType =LocalizedText opt
           .Id 9103 =Boolean
           .TransitionTime 9107 =UtcTime opt
          /Acknowledge 9111 ()
           .InputArguments 9112 (EventId:ByteString,Comment:LocalizedText)
          /Confirm 9113 () opt
           .InputArguments 9114 (EventId:ByteString,Comment:LocalizedText)
          AlarmConditionType 2915
           /EnabledState 9118 :TwoStateVariableType =LocalizedText
            .Id 9119 =Boolean
           /ActiveState 9160 :TwoStateVariableType =LocalizedText
            .Id 9161 =Boolean
            .EffectiveDisplayName 9164 =LocalizedText opt
            .TransitionTime 9165 =UtcTime opt
            .EffectiveTransitionTime 9166 =UtcTime opt
           .InputNode 11120 =NodeId
           /SuppressedState 9169 :TwoStateVariableType =LocalizedText opt
            .Id 9170 =Boolean
            .TransitionTime 9174 =UtcTime opt
           /OutOfServiceState 16371 :TwoStateVariableType =LocalizedText opt
            .Id 16372 =Boolean
            .TransitionTime 16376 =UtcTime opt
           /ShelvingState 9178 :ShelvedStateMachineType opt
            /CurrentState 9179 :FiniteStateVariableType =LocalizedText
            /LastTransition 9184 :FiniteTransitionVariableType =LocalizedText opt
            .UnshelveTime 9189 =Duration
            /TimedShelve 9213 ()
            /Unshelve 9211 ()
            /OneShotShelve 9212 ()
           .SuppressedOrShelved 9215 =Boolean
           .MaxTimeShelved 9216 =Duration opt
           .AudibleEnabled 16389 =Boolean opt
           /SilenceState 16380 :TwoStateVariableType =LocalizedText opt
            .Id 16381 =Boolean
            .TransitionTime 16385 =UtcTime opt
           .OnDelay 16395 =Duration opt
           .OffDelay 16396 =Duration opt
           /LatchedState 18190 :TwoStateVariableType =LocalizedText opt
            .Id 18191 =Boolean
            .TransitionTime 18195 =UtcTime opt
           .ReAlarmTime 16400 =Duration opt
           /ReAlarmRepeatCount 16401 =Int16 opt
           /Silence 16402 () opt
           /Suppress 16403 () opt
           /Suppress2 24316 () opt
            .InputArguments 24317 (Comment:LocalizedText)
           /Unsuppress 17868 () opt
           /Unsuppress2 24318 () opt
            .InputArguments 24319 (Comment:LocalizedText)
           /RemoveFromService 17869 () opt
           /RemoveFromService2 24320 () opt
            .InputArguments 24321 (Comment:LocalizedText)
           /PlaceInService 17870 () opt
           /PlaceInService2 24322 () opt
            .InputArguments 24323 (Comment:LocalizedText)
           /Reset 18199 () opt
           /Reset2 24324 () opt
            .InputArguments 24325 (Comment:LocalizedText)
           /GetGroupMemberships 24744 () opt
            .OutputArguments 25154 (Groups:NodeId[])
           LimitAlarmType 2955
            .HighHighLimit 11124 =Double opt
            .HighLimit 11125 =Double opt
            .LowLimit 11126 =Double opt
            .LowLowLimit 11127 =Double opt
            .BaseHighHighLimit 16572 =Double opt
            .BaseHighLimit 16573 =Double opt
            .BaseLowLimit 16574 =Double opt
            .BaseLowLowLimit 16575 =Double opt
            .SeverityHighHigh 24770 =UInt16 opt
            .SeverityHigh 24771 =UInt16 opt
            .SeverityLow 24772 =UInt16 opt
            .SeverityLowLow 24773 =UInt16 opt
            .HighHighDeadband 24774 =Double opt
            .HighDeadband 24775 =Double opt
            .LowDeadband 24776 =Double opt
            .LowLowDeadband 24777 =Double opt
            ExclusiveLimitAlarmType 9341
             /ActiveState 9398 :TwoStateVariableType =LocalizedText
              .Id 9399 =Boolean
             /LimitState 9455 :ExclusiveLimitStateMachineType
              /CurrentState 9456 :FiniteStateVariableType =LocalizedText
              /LastTransition 9461 :FiniteTransitionVariableType =LocalizedText opt
             ExclusiveLevelAlarmType 9482
             ExclusiveDeviationAlarmType 9764
              .SetpointNode 9905 =NodeId
              .BaseSetpointNode 16817 =NodeId opt
             ExclusiveRateOfChangeAlarmType 9623
              .EngineeringUnits 16899 =EUInformation opt
            NonExclusiveLimitAlarmType 9906
             /ActiveState 9963 :TwoStateVariableType =LocalizedText
              .Id 9964 =Boolean
             /HighHighState 10020 :TwoStateVariableType =LocalizedText opt
              .Id 10021 =Boolean
              .TransitionTime 10025 =UtcTime opt
             /HighState 10029 :TwoStateVariableType =LocalizedText opt
              .Id 10030 =Boolean
              .TransitionTime 10034 =UtcTime opt
             /LowState 10038 :TwoStateVariableType =LocalizedText opt
              .Id 10039 =Boolean
              .TransitionTime 10043 =UtcTime opt
             /LowLowState 10047 :TwoStateVariableType =LocalizedText opt
              .Id 10048 =Boolean
              .TransitionTime 10052 =UtcTime opt
             NonExclusiveLevelAlarmType 10060
             NonExclusiveDeviationAlarmType 10368
              .SetpointNode 10522 =NodeId
              .BaseSetpointNode 16776 =NodeId opt
             NonExclusiveRateOfChangeAlarmType 10214
              .EngineeringUnits 16858 =EUInformation opt
           DiscreteAlarmType 10523
            OffNormalAlarmType 10637
             .NormalState 11158 =NodeId
             SystemOffNormalAlarmType 11753
              CertificateExpirationAlarmType 13225
               .ExpirationDate 13325 =DateTime
               .ExpirationLimit 14900 =Duration opt
               .CertificateType 13326 =NodeId
               .Certificate 13327 =ByteString
             TripAlarmType 10751
             InstrumentDiagnosticAlarmType 18347
             SystemDiagnosticAlarmType 18496
        """u8;
}
