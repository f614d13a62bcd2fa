namespace Millwright.OpcUa.AddressSpace.NamespaceZero;

/// <summary>The object types of namespace 0 besides events (OPC 10000-5, 6; OPC 10000-9, 5.8; OPC 10000-11, 5; OPC 10000-16, 4). Read by <see cref="TypeTableReader"/>, which describes the notation.</summary>
internal static class ObjectTypeTable
{
    public static ReadOnlySpan<byte> Text =>
        """
        BaseObjectType 58
         FolderType 61
          OperationLimitsType 11564
           .MaxNodesPerRead 11565 =UInt32 opt
           .MaxNodesPerHistoryReadData 12161 =UInt32 opt
           .MaxNodesPerHistoryReadEvents 12162 =UInt32 opt
           .MaxNodesPerWrite 11567 =UInt32 opt
           .MaxNodesPerHistoryUpdateData 12163 =UInt32 opt
           .MaxNodesPerHistoryUpdateEvents 12164 =UInt32 opt
           .MaxNodesPerMethodCall 11569 =UInt32 opt
           .MaxNodesPerBrowse 11570 =UInt32 opt
           .MaxNodesPerRegisterNodes 11571 =UInt32 opt
           .MaxNodesPerTranslateBrowsePathsToNodeIds 11572 =UInt32 opt
           .MaxNodesPerNodeManagement 11573 =UInt32 opt
           .MaxMonitoredItemsPerCall 11574 =UInt32 opt
          CertificateGroupFolderType 13813
         DataTypeEncodingType 76
         ModellingRuleType 77
         ServerType 2004
          .ServerArray 2005 =String[]
          .NamespaceArray 2006 =String[]
          .UrisVersion 15003 =VersionTime opt
          /ServerStatus 2007 :ServerStatusType =ServerStatusDataType
          .ServiceLevel 2008 =Byte
          .Auditing 2742 =Boolean
          .EstimatedReturnTime 12882 =DateTime opt
          .LocalTime 17612 =TimeZoneDataType opt
          /ServerCapabilities 2009 :ServerCapabilitiesType
          /ServerDiagnostics 2010 :ServerDiagnosticsType
          /VendorServerInfo 2011 :VendorServerInfoType
          /ServerRedundancy 2012 :ServerRedundancyType
          /Namespaces 11527 :NamespacesType opt
          /GetMonitoredItems 11489 () opt
          /ResendData 12871 () opt
          /SetSubscriptionDurable 12746 () opt
          /RequestServerStateChange 12883 () opt
         FileType 11575
          .Size 11576 =UInt64
          .Writable 12686 =Boolean
          .UserWritable 12687 =Boolean
          .OpenCount 11579 =UInt16
          .MimeType 13341 =String opt
          .MaxByteStringLength 24244 =UInt32 opt
          .LastModifiedTime 25200 =DateTime opt
          /Open 11580 ()
           .InputArguments 11581 (Mode:Byte)
           .OutputArguments 11582 (FileHandle:UInt32)
          /Close 11583 ()
           .InputArguments 11584 (FileHandle:UInt32)
          /Read 11585 ()
           .InputArguments 11586 (FileHandle:UInt32,Length:Int32)
           .OutputArguments 11587 (Data:ByteString)
          /Write 11588 ()
           .InputArguments 11589 (FileHandle:UInt32,Data:ByteString)
          /GetPosition 11590 ()
           .InputArguments 11591 (FileHandle:UInt32)
           .OutputArguments 11592 (Position:UInt64)
          /SetPosition 11593 ()
           .InputArguments 11594 (FileHandle:UInt32,Position:UInt64)
          TrustListType 12522
           .LastUpdateTime 12542 =UtcTime
           .UpdateFrequency 19296 =Duration opt
           /OpenWithMasks 12543 ()
            .InputArguments 12544 (Masks:UInt32)
            .OutputArguments 12545 (FileHandle:UInt32)
           /CloseAndUpdate 12546 ()
            .InputArguments 12705 (FileHandle:UInt32)
            .OutputArguments 12547 (ApplyChangesRequired:Boolean)
           /AddCertificate 12548 ()
            .InputArguments 12549 (Certificate:ByteString,IsTrustedCertificate:Boolean)
           /RemoveCertificate 12550 ()
            .InputArguments 12551 (Thumbprint:String,IsTrustedCertificate:Boolean)
         CertificateGroupType 12555
          /TrustList 13599 :TrustListType
          .CertificateTypes 13631 =NodeId[]
         CertificateType 12556 abstract
          ApplicationCertificateType 12557 abstract
           RsaMinApplicationCertificateType 12559
           RsaSha256ApplicationCertificateType 12560
         ServerConfigurationType 12581
          .ServerCapabilities 12708 =String[]
          .SupportedPrivateKeyFormats 12583 =String[]
          .MaxTrustListSize 12584 =UInt32
          .MulticastDnsEnabled 12585 =Boolean
          /UpdateCertificate 12616 ()
           .InputArguments 12617 (CertificateGroupId:NodeId,CertificateTypeId:NodeId,Certificate:ByteString,IssuerCertificates:ByteString[],PrivateKeyFormat:String,PrivateKey:ByteString)
           .OutputArguments 12618 (ApplyChangesRequired:Boolean)
          /ApplyChanges 12734 ()
          /CancelChanges 25698 () opt
          /CreateSigningRequest 12731 ()
           .InputArguments 12732 (CertificateGroupId:NodeId,CertificateTypeId:NodeId,SubjectName:String,RegeneratePrivateKey:Boolean,Nonce:ByteString)
           .OutputArguments 12733 (CertificateRequest:ByteString)
          /GetRejectedList 12775 ()
           .OutputArguments 12776 (Certificates:ByteString[])
          /CertificateGroups 13950 :CertificateGroupFolderType
         ServerCapabilitiesType 2013
          .ServerProfileArray 2014 =String[]
          .LocaleIdArray 2016 =LocaleId[]
          .MinSupportedSampleRate 2017 =Duration
          .MaxBrowseContinuationPoints 2732 =UInt16
          .MaxQueryContinuationPoints 2733 =UInt16
          .MaxHistoryContinuationPoints 2734 =UInt16
          .SoftwareCertificates 3049 =SignedSoftwareCertificate[]
          .MaxArrayLength 11549 =UInt32 opt
          .MaxStringLength 11550 =UInt32 opt
          .MaxByteStringLength 12910 =UInt32 opt
          /OperationLimits 11551 :OperationLimitsType opt
          /ModellingRules 2019 :FolderType
          /AggregateFunctions 2754 :FolderType
          .MaxSessions 24088 =UInt32 opt
          .MaxSubscriptions 24089 =UInt32 opt
          .MaxMonitoredItems 24090 =UInt32 opt
          .MaxSubscriptionsPerSession 24091 =UInt32 opt
          .MaxMonitoredItemsPerSubscription 24103 =UInt32 opt
          .MaxSelectClauseParameters 24092 =UInt32 opt
          .MaxWhereClauseParameters 24093 =UInt32 opt
          .MaxMonitoredItemsQueueSize 31770 =UInt32 opt
          .ConformanceUnits 24094 =QualifiedName[] opt
         ServerDiagnosticsType 2020
          /ServerDiagnosticsSummary 2021 :ServerDiagnosticsSummaryType =ServerDiagnosticsSummaryDataType
           /ServerViewCount 3116 =UInt32
           /CurrentSessionCount 3117 =UInt32
           /CumulatedSessionCount 3118 =UInt32
           /SecurityRejectedSessionCount 3119 =UInt32
           /RejectedSessionCount 3120 =UInt32
           /SessionTimeoutCount 3121 =UInt32
           /SessionAbortCount 3122 =UInt32
           /PublishingIntervalCount 3124 =UInt32
           /CurrentSubscriptionCount 3125 =UInt32
           /CumulatedSubscriptionCount 3126 =UInt32
           /SecurityRejectedRequestsCount 3127 =UInt32
           /RejectedRequestsCount 3128 =UInt32
          .EnabledFlag 2025 =Boolean rw
         VendorServerInfoType 2033
         ServerRedundancyType 2034
          .RedundancySupport 2035 =RedundancySupport
          TransparentRedundancyType 2036
           .CurrentServerId 2037 =String
          NonTransparentRedundancyType 2039
           .ServerUriArray 2040 =String[]
         NamespaceMetadataType 11616
          .NamespaceUri 11617 =String
          .NamespaceVersion 11618 =String
          .NamespacePublicationDate 11619 =DateTime
          .IsNamespaceSubset 11620 =Boolean
          .StaticNodeIdTypes 11621 =IdType[]
          .StaticNumericNodeIdRange 11622 =NumericRange[]
          .StaticStringNodeIdPattern 11623 =String
          .DefaultAccessRestrictions 16139 =AccessRestrictionType opt
          .ConfigurationVersion 25267 =VersionTime opt
          .ModelVersion 32419 =SemanticVersionString opt
         NamespacesType 11645
          /<NamespaceIdentifier> 11646 :NamespaceMetadataType place
           .NamespaceUri 11647 =String
           .NamespaceVersion 11648 =String
           .NamespacePublicationDate 11649 =DateTime
           .IsNamespaceSubset 11650 =Boolean
           .StaticNodeIdTypes 11651 =IdType[]
           .StaticNumericNodeIdRange 11652 =NumericRange[]
           .StaticStringNodeIdPattern 11653 =String
         AggregateFunctionType 2340
         StateMachineType 2299
          /CurrentState 2769 :StateVariableType =LocalizedText
           .Id 3720 =BaseDataType
          /LastTransition 2770 :TransitionVariableType =LocalizedText opt
           .Id 3724 =BaseDataType
          FiniteStateMachineType 2771 abstract
           /CurrentState 2772 :FiniteStateVariableType =LocalizedText
            .Id 3728 =NodeId
           /LastTransition 2773 :FiniteTransitionVariableType =LocalizedText opt
            .Id 3732 =NodeId
           ShelvedStateMachineType 2929
            .UnshelveTime 9115 =Duration
            /TimedShelve 2949 ()
             .InputArguments 2991 (ShelvingTime:Duration)
            /TimedShelve2 24756 () opt
             .InputArguments 24757 (ShelvingTime:Duration,Comment:LocalizedText)
            /Unshelve 2947 ()
            /Unshelve2 24758 () opt
             .InputArguments 24759 (Comment:LocalizedText)
            /OneShotShelve 2948 ()
            /OneShotShelve2 24760 () opt
             .InputArguments 24761 (Comment:LocalizedText)
           ExclusiveLimitStateMachineType 9318
         StateType 2307
          .StateNumber 2308 =UInt32
          InitialStateType 2309
         TransitionType 2310
          .TransitionNumber 2312 =UInt32
         BaseInterfaceType 17602 abstract
         BaseConditionClassType 11163 abstract
          ProcessConditionClassType 11164 abstract
          MaintenanceConditionClassType 11165 abstract
          SystemConditionClassType 11166 abstract
          SafetyConditionClassType 17218 abstract
          HighlyManagedAlarmConditionClassType 17219 abstract
          TrainingConditionClassType 17220 abstract
          TestingConditionClassType 17221 abstract
         HistoricalDataConfigurationType 2318
          /AggregateConfiguration 3059 :AggregateConfigurationType
           .TreatUncertainAsBad 11168 =Boolean
           .PercentDataBad 11169 =Byte
           .PercentDataGood 11170 =Byte
           .UseSlopedExtrapolation 11171 =Boolean
          /AggregateFunctions 11876 :FolderType opt
          .Stepped 2323 =Boolean
          .Definition 2324 =String opt
          .MaxTimeInterval 2325 =Duration opt
          .MinTimeInterval 2326 =Duration opt
          .ExceptionDeviation 2327 =Double opt
          .ExceptionDeviationFormat 2328 =ExceptionDeviationFormat opt
          .StartOfArchive 11499 =UtcTime opt
          .StartOfOnlineArchive 11500 =UtcTime opt
          .ServerTimestampSupported 19092 =Boolean opt
          .MaxTimeStoredValues 32619 =Duration opt
          .MaxCountStoredValues 32620 =UInt32 opt
         HistoryServerCapabilitiesType 2330
          .AccessHistoryDataCapability 2331 =Boolean
          .AccessHistoryEventsCapability 2332 =Boolean
          .MaxReturnDataValues 11268 =UInt32
          .MaxReturnEventValues 11269 =UInt32
          .InsertDataCapability 2334 =Boolean
          .ReplaceDataCapability 2335 =Boolean
          .UpdateDataCapability 2336 =Boolean
          .DeleteRawCapability 2337 =Boolean
          .DeleteAtTimeCapability 2338 =Boolean
          .InsertEventCapability 11278 =Boolean
          .ReplaceEventCapability 11279 =Boolean
          .UpdateEventCapability 11280 =Boolean
          .DeleteEventCapability 11501 =Boolean
          .InsertAnnotationCapability 11270 =Boolean
          /AggregateFunctions 11172 :FolderType
          .ServerTimestampSupported 19094 =Boolean opt
         AggregateConfigurationType 11187
          .TreatUncertainAsBad 11188 =Boolean
          .PercentDataBad 11189 =Byte
          .PercentDataGood 11190 =Byte
          .UseSlopedExtrapolation 11191 =Boolean
        """u8;
}
