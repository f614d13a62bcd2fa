namespace Millwright.OpcUa.AddressSpace.NamespaceZero;

/// <summary>Event types below BaseObjectType (OPC 10000-5, 6.4). Read by <see cref="TypeTableReader"/>, which describes the notation.</summary>
internal static class EventTypeTable
{
    public static ReadOnlySpan<byte> Text =>
        """
        BaseEventType 2041 abstract
         .EventId 2042 =ByteString
         .EventType 2043 =NodeId
         .SourceNode 2044 =NodeId
         .SourceName 2045 =String
         .Time 2046 =UtcTime
         .ReceiveTime 2047 =UtcTime
         .LocalTime 3190 =TimeZoneDataType opt
         .Message 2050 =LocalizedText
         .Severity 2051 =UInt16
         .ConditionClassId 31771 =NodeId opt
         .ConditionClassName 31772 =LocalizedText opt
         .ConditionSubClassId 31773 =NodeId[] opt
         .ConditionSubClassName 31774 =LocalizedText[] opt
         AuditEventType 2052 abstract
          .ActionTimeStamp 2053 =UtcTime
          .Status 2054 =Boolean
          .ServerId 2055 =String
          .ClientAuditEntryId 2056 =String
          .ClientUserId 2057 =String
          .ClientApplicationUri 19811 =String opt
          AuditSecurityEventType 2058 abstract
           .StatusCodeId 17615 =StatusCode opt
           AuditChannelEventType 2059 abstract
            .SecureChannelId 2745 =String
            AuditOpenSecureChannelEventType 2060 abstract
             .ClientCertificate 2061 =ByteString
             .ClientCertificateThumbprint 2746 =String
             .RequestType 2062 =SecurityTokenRequestType
             .SecurityPolicyUri 2063 =String
             .SecurityMode 2065 =MessageSecurityMode
             .RequestedLifetime 2066 =Duration
             .CertificateErrorEventId 24135 =ByteString opt
           AuditSessionEventType 2069 abstract
            .SessionId 2070 =NodeId
            AuditCreateSessionEventType 2071 abstract
             .SecureChannelId 2072 =String
             .ClientCertificate 2073 =ByteString
             .ClientCertificateThumbprint 2747 =String
             .RevisedSessionTimeout 2074 =Duration
             AuditUrlMismatchEventType 2748 abstract
              .EndpointUrl 2749 =String
            AuditActivateSessionEventType 2075 abstract
             .ClientSoftwareCertificates 2076 =SignedSoftwareCertificate[]
             .UserIdentityToken 2077 =UserIdentityToken
             .SecureChannelId 11485 =String
             .CurrentRoleIds 19304 =NodeId[] opt
           AuditCertificateEventType 2080 abstract
            .Certificate 2081 =ByteString
            AuditCertificateDataMismatchEventType 2082 abstract
             .InvalidHostname 2083 =String
             .InvalidUri 2084 =String
            AuditCertificateExpiredEventType 2085 abstract
            AuditCertificateInvalidEventType 2086 abstract
            AuditCertificateUntrustedEventType 2087 abstract
            AuditCertificateRevokedEventType 2088 abstract
            AuditCertificateMismatchEventType 2089 abstract
          AuditUpdateEventType 2099 abstract
           AuditWriteUpdateEventType 2100 abstract
            .AttributeId 2750 =UInt32
            .IndexRange 2101 =NumericRange
            .OldValue 2102 =BaseDataType
            .NewValue 2103 =BaseDataType
          AuditUpdateMethodEventType 2127 abstract
           .MethodId 2128 =NodeId
           .StatusCodeId 19305 =StatusCode opt
           .InputArguments 2129 =BaseDataType[]
           .OutputArguments 19306 =BaseDataType[] opt
           AuditUpdateStateEventType 2315 abstract
            .OldStateId 2777 =BaseDataType
            .NewStateId 2778 =BaseDataType
           AuditConditionEventType 2790
            AuditConditionEnableEventType 2803
            AuditConditionCommentEventType 2829
             .ConditionEventId 17222 =ByteString
             .Comment 11851 =LocalizedText
            AuditConditionAcknowledgeEventType 8944
             .ConditionEventId 17223 =ByteString
             .Comment 11853 =LocalizedText
            AuditConditionConfirmEventType 8961
             .ConditionEventId 17224 =ByteString
             .Comment 11854 =LocalizedText
            AuditConditionShelvingEventType 11093
             .ShelvingTime 11855 =Duration opt
            AuditConditionSuppressionEventType 17225
            AuditConditionSilenceEventType 17242
            AuditConditionResetEventType 15013
            AuditConditionOutOfServiceEventType 17259
         SystemEventType 2130 abstract
          DeviceFailureEventType 2131 abstract
          SystemStatusChangeEventType 11446 abstract
           .SystemState 11696 =ServerState
          RefreshStartEventType 2787 abstract
          RefreshEndEventType 2788 abstract
          RefreshRequiredEventType 2789 abstract
         BaseModelChangeEventType 2132 abstract
          GeneralModelChangeEventType 2133 abstract
           .Changes 2134 =ModelChangeStructureDataType[]
         SemanticChangeEventType 2738 abstract
          .Changes 2739 =SemanticChangeStructureDataType[]
         EventQueueOverflowEventType 3035 abstract
         ProgressEventType 11436 abstract
          .Context 12502 =BaseDataType
          .Progress 12503 =UInt16
        """u8;
}
