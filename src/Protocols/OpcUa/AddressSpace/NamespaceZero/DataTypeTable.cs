namespace Millwright.OpcUa.AddressSpace.NamespaceZero;

/// <summary>The data types of namespace 0 that this server knows (OPC 10000-3, 8; OPC 10000-5, 12). Read by <see cref="TypeTableReader"/>, which describes the notation.</summary>
internal static class DataTypeTable
{
    public static ReadOnlySpan<byte> Text =>
        """
        BaseDataType 24 abstract
         Number 26 abstract
          Integer 27 abstract
           SByte 2
           Int16 4
           Int32 6
           Int64 8
          UInteger 28 abstract
           Byte 3
            AccessLevelType 15031 bits<CurrentRead=0,CurrentWrite=1,HistoryRead=2,HistoryWrite=3,SemanticChange=4,StatusWrite=5,TimestampWrite=6> optionset=15032
            EventNotifierType 15033 bits<SubscribeToEvents=0,HistoryRead=2,HistoryWrite=3> optionset=15034
           UInt16 5
            AccessRestrictionType 95 bits<SigningRequired=0,EncryptionRequired=1,SessionRequired=2,ApplyRestrictionsToBrowse=3> optionset=15035
           UInt32 7
            PermissionType 94 bits<Browse=0,ReadRolePermissions=1,WriteAttribute=2,WriteRolePermissions=3,WriteHistorizing=4,Read=5,Write=6,ReadHistory=7,InsertHistory=8,ModifyHistory=9,DeleteHistory=10,ReceiveEvents=11,Call=12,AddReference=13,RemoveReference=14,DeleteNode=15,AddNode=16> optionset=15030
            AccessLevelExType 15406 bits<CurrentRead=0,CurrentWrite=1,HistoryRead=2,HistoryWrite=3,SemanticChange=4,StatusWrite=5,TimestampWrite=6,NonatomicRead=8,NonatomicWrite=9,WriteFullArrayOnly=10,NoSubDataTypes=11,NonVolatile=12,Constant=13> optionset=15407
            Index 17588
            IntegerId 288
            VersionTime 20998
            AttributeWriteMask 347 bits<AccessLevel=0,ArrayDimensions=1,BrowseName=2,ContainsNoLoops=3,DataType=4,Description=5,DisplayName=6,EventNotifier=7,Executable=8,Historizing=9,InverseName=10,IsAbstract=11,MinimumSamplingInterval=12,NodeClass=13,NodeId=14,Symmetric=15,UserAccessLevel=16,UserExecutable=17,UserWriteMask=18,ValueRank=19,WriteMask=20,ValueForVariableType=21,DataTypeDefinition=22,RolePermissions=23,AccessRestrictions=24,AccessLevelEx=25> optionset=15036
            Counter 289
           UInt64 9
          Float 10
          Double 11
           Duration 290
          Decimal 50
         Enumeration 29 abstract
          IdType 256 <Numeric=0,String=1,Guid=2,Opaque=3> strings=7591
          NodeClass 257 <Unspecified=0,Object=1,Variable=2,Method=4,ObjectType=8,VariableType=16,ReferenceType=32,DataType=64,View=128> values=11878
          StructureType 98 <Structure=0,StructureWithOptionalFields=1,Union=2,StructureWithSubtypedValues=3,UnionWithSubtypedValues=4> strings=14528
          ApplicationType 307 <Server=0,Client=1,ClientAndServer=2,DiscoveryServer=3> strings=7597
          MessageSecurityMode 302 <Invalid=0,None=1,Sign=2,SignAndEncrypt=3> strings=7595
          UserTokenType 303 <Anonymous=0,UserName=1,Certificate=2,IssuedToken=3> strings=7596
          SecurityTokenRequestType 315 <Issue=0,Renew=1> strings=7598
          FilterOperator 576 <Equals=0,IsNull=1,GreaterThan=2,LessThan=3,GreaterThanOrEqual=4,LessThanOrEqual=5,Like=6,Not=7,Between=8,InList=9,And=10,Or=11,Cast=12,InView=13,OfType=14,RelatedTo=15,BitwiseAnd=16,BitwiseOr=17> strings=7605
          TrustListMasks 12552 <None=0,TrustedCertificates=1,TrustedCrls=2,IssuerCertificates=4,IssuerCrls=8,All=15> values=12553
          RedundancySupport 851 <None=0,Cold=1,Warm=2,Hot=3,Transparent=4,HotAndMirrored=5> strings=7611
          ServerState 852 <Running=0,Failed=1,NoConfiguration=2,Suspended=3,Shutdown=4,Test=5,CommunicationFault=6,Unknown=7> strings=7612
          AxisScaleEnumeration 12077 <Linear=0,Log=1,Ln=2> strings=12078
          ExceptionDeviationFormat 890 <AbsoluteValue=0,PercentOfValue=1,PercentOfRange=2,PercentOfEURange=3,Unknown=4> strings=7614
         Boolean 1
         String 12
          UriString 23751
          SemanticVersionString 24263
          TrimmedString 31918
          NormalizedString 12877
          DecimalString 12878
          DurationString 12879
          TimeString 12880
          DateString 12881
          LocaleId 295
          NumericRange 291
         DateTime 13
          UtcTime 294
         Guid 14
         ByteString 15
          ApplicationInstanceCertificate 311
          Image 30 abstract
           ImageBMP 2000
           ImageGIF 2001
           ImageJPG 2002
           ImagePNG 2003
          ContinuationPoint 521
         XmlElement 16
         NodeId 17
          SessionAuthenticationToken 388
         ExpandedNodeId 18
         StatusCode 19
         QualifiedName 20
         LocalizedText 21
         Structure 22 abstract
          Union 12756 abstract {} bin=12766
          KeyValuePair 14533 {Key:QualifiedName,Value:BaseDataType} bin=14846
          RationalNumber 18806 {Numerator:Int32,Denominator:UInt32} bin=18815
          Vector 18807 abstract {} bin=18816
           3DVector 18808 {X:Double,Y:Double,Z:Double} bin=18817
          CartesianCoordinates 18809 abstract {} bin=18818
           3DCartesianCoordinates 18810 {X:Double,Y:Double,Z:Double} bin=18819
          Orientation 18811 abstract {} bin=18820
           3DOrientation 18812 {A:Double,B:Double,C:Double} bin=18821
          Frame 18813 abstract {} bin=18822
           3DFrame 18814 {CartesianCoordinates:3DCartesianCoordinates,Orientation:3DOrientation} bin=18823
          NumberRange 23903 {Low:Number,High:Number} bin=24250
          UnsignedRationalNumber 24107 {Numerator:UInt32,Denominator:UInt32} bin=24110
          DataTypeDefinition 97 abstract {} bin=121
           StructureDefinition 99 {DefaultEncodingId:NodeId,BaseDataType:NodeId,StructureType:StructureType,Fields:StructureField[]} bin=122
           EnumDefinition 100 {Fields:EnumField[]} bin=123
          StructureField 101 {Name:String,Description:LocalizedText,DataType:NodeId,ValueRank:Int32,ArrayDimensions:UInt32[],MaxStringLength:UInt32,IsOptional:Boolean} bin=14844
          Argument 296 {Name:String,DataType:NodeId,ValueRank:Int32,ArrayDimensions:UInt32[],Description:LocalizedText} bin=298
          EnumValueType 7594 {Value:Int64,DisplayName:LocalizedText,Description:LocalizedText} bin=8251
           EnumField 102 {Name:String} bin=14845
          OptionSet 12755 abstract {Value:ByteString,ValidBits:ByteString} bin=12765
          TimeZoneDataType 8912 {Offset:Int16,DaylightSavingInOffset:Boolean} bin=8917
          ApplicationDescription 308 {ApplicationUri:String,ProductUri:String,ApplicationName:LocalizedText,ApplicationType:ApplicationType,GatewayServerUri:String,DiscoveryProfileUri:String,DiscoveryUrls:String[]} bin=310
          UserTokenPolicy 304 {PolicyId:String,TokenType:UserTokenType,IssuedTokenType:String,IssuerEndpointUrl:String,SecurityPolicyUri:String} bin=306
          EndpointDescription 312 {EndpointUrl:String,Server:ApplicationDescription,ServerCertificate:ApplicationInstanceCertificate,SecurityMode:MessageSecurityMode,SecurityPolicyUri:String,UserIdentityTokens:UserTokenPolicy[],TransportProfileUri:String,SecurityLevel:Byte} bin=314
          UserIdentityToken 316 abstract {PolicyId:String} bin=318
          RelativePathElement 537 {ReferenceTypeId:NodeId,IsInverse:Boolean,IncludeSubtypes:Boolean,TargetName:QualifiedName} bin=539
          RelativePath 540 {Elements:RelativePathElement[]} bin=542
          ContentFilterElement 583 {FilterOperator:FilterOperator,FilterOperands:Structure[]} bin=585
          ContentFilter 586 {Elements:ContentFilterElement[]} bin=588
          FilterOperand 589 abstract {} bin=591
           ElementOperand 592 {Index:UInt32} bin=594
           LiteralOperand 595 {Value:BaseDataType} bin=597
           AttributeOperand 598 {NodeId:NodeId,Alias:String,BrowsePath:RelativePath,AttributeId:IntegerId,IndexRange:NumericRange} bin=600
           SimpleAttributeOperand 601 {TypeDefinitionId:NodeId,BrowsePath:QualifiedName[],AttributeId:IntegerId,IndexRange:NumericRange} bin=603
          MonitoringFilter 719 {} bin=721
           EventFilter 725 {SelectClauses:SimpleAttributeOperand[],WhereClause:ContentFilter} bin=727
          BuildInfo 338 {ProductUri:String,ManufacturerName:String,ProductName:String,SoftwareVersion:String,BuildNumber:String,BuildDate:UtcTime} bin=340
          SignedSoftwareCertificate 344 {CertificateData:ByteString,Signature:ByteString} bin=346
          ServerDiagnosticsSummaryDataType 859 {ServerViewCount:UInt32,CurrentSessionCount:UInt32,CumulatedSessionCount:UInt32,SecurityRejectedSessionCount:UInt32,RejectedSessionCount:UInt32,SessionTimeoutCount:UInt32,SessionAbortCount:UInt32,CurrentSubscriptionCount:UInt32,CumulatedSubscriptionCount:UInt32,PublishingIntervalCount:UInt32,SecurityRejectedRequestsCount:UInt32,RejectedRequestsCount:UInt32} bin=861
          ServerStatusDataType 862 {StartTime:UtcTime,CurrentTime:UtcTime,State:ServerState,BuildInfo:BuildInfo,SecondsTillShutdown:UInt32,ShutdownReason:LocalizedText} bin=864
          ModelChangeStructureDataType 877 {Affected:NodeId,AffectedType:NodeId,Verb:Byte} bin=879
          SemanticChangeStructureDataType 897 {Affected:NodeId,AffectedType:NodeId} bin=899
          Range 884 {Low:Double,High:Double} bin=886
          EUInformation 887 {NamespaceUri:String,UnitId:Int32,DisplayName:LocalizedText,Description:LocalizedText} bin=889
          AxisInformation 12079 {EngineeringUnits:EUInformation,EURange:Range,Title:LocalizedText,AxisScaleType:AxisScaleEnumeration,AxisSteps:Double[]} bin=12089
          XVType 12080 {X:Double,Value:Float} bin=12090
          TrustListDataType 12554 {SpecifiedLists:UInt32,TrustedCertificates:ByteString[],TrustedCrls:ByteString[],IssuerCertificates:ByteString[],IssuerCrls:ByteString[]} bin=12680
          Annotation 891 {Message:String,UserName:String,AnnotationTime:UtcTime} bin=893
         DataValue 23
         DiagnosticInfo 25
        """u8;
}
