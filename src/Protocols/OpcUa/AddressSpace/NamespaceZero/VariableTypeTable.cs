namespace Millwright.OpcUa.AddressSpace.NamespaceZero;

/// <summary>The variable types of namespace 0 with what their instances carry (OPC 10000-5, 7; OPC 10000-8, 5). Read by <see cref="TypeTableReader"/>, which describes the notation.</summary>
internal static class VariableTypeTable
{
    public static ReadOnlySpan<byte> Text =>
        """
        BaseVariableType 62 abstract =BaseDataType rank=-2
         BaseDataVariableType 63
          ServerStatusType 2138 =ServerStatusDataType
           /StartTime 2139 =UtcTime
           /CurrentTime 2140 =UtcTime
           /State 2141 =ServerState
           /BuildInfo 2142 :BuildInfoType =BuildInfo
            /ProductUri 3698 =String
            /ManufacturerName 3699 =String
            /ProductName 3700 =String
            /SoftwareVersion 3701 =String
            /BuildNumber 3702 =String
            /BuildDate 3703 =UtcTime
           /SecondsTillShutdown 2752 =UInt32
           /ShutdownReason 2753 =LocalizedText
          BuildInfoType 3051 =BuildInfo
           /ProductUri 3052 =String
           /ManufacturerName 3053 =String
           /ProductName 3054 =String
           /SoftwareVersion 3055 =String
           /BuildNumber 3056 =String
           /BuildDate 3057 =UtcTime
          ServerDiagnosticsSummaryType 2150 =ServerDiagnosticsSummaryDataType
           /ServerViewCount 2151 =UInt32
           /CurrentSessionCount 2152 =UInt32
           /CumulatedSessionCount 2153 =UInt32
           /SecurityRejectedSessionCount 2154 =UInt32
           /RejectedSessionCount 2155 =UInt32
           /SessionTimeoutCount 2156 =UInt32
           /SessionAbortCount 2157 =UInt32
           /PublishingIntervalCount 2159 =UInt32
           /CurrentSubscriptionCount 2160 =UInt32
           /CumulatedSubscriptionCount 2161 =UInt32
           /SecurityRejectedRequestsCount 2162 =UInt32
           /RejectedRequestsCount 2163 =UInt32
          OptionSetType 11487
           .OptionSetValues 11488 =LocalizedText[]
           .BitMask 11701 =Boolean[] opt
          SelectionListType 16309
           .Selections 17632 =BaseDataType[]
           .SelectionDescriptions 17633 =LocalizedText[] opt
           .RestrictToList 16312 =Boolean opt
          StateVariableType 2755 =LocalizedText
           .Id 2756 =BaseDataType
           .Name 2757 =QualifiedName opt
           .Number 2758 =UInt32 opt
           .EffectiveDisplayName 2759 =LocalizedText opt
           FiniteStateVariableType 2760
            .Id 2761 =NodeId
           TwoStateVariableType 8995
            .Id 8996 =Boolean
            .TransitionTime 9000 =UtcTime opt
            .EffectiveTransitionTime 9001 =UtcTime opt
            .TrueState 11110 =LocalizedText opt
            .FalseState 11111 =LocalizedText opt
          TransitionVariableType 2762 =LocalizedText
           .Id 2763 =BaseDataType
           .Name 2764 =QualifiedName opt
           .Number 2765 =UInt32 opt
           .TransitionTime 2766 =UtcTime opt
           .EffectiveTransitionTime 11456 =UtcTime opt
           FiniteTransitionVariableType 2767
            .Id 2768 =NodeId
          RationalNumberType 17709 =RationalNumber
           /Numerator 17712 =Int32
           /Denominator 17713 =UInt32
          VectorType 17714 abstract =Vector
           .VectorUnit 17715 =EUInformation opt
           3DVectorType 17716 =3DVector
            /X 18769 =Double
            /Y 18770 =Double
            /Z 18771 =Double
          CartesianCoordinatesType 18772 abstract =CartesianCoordinates
           .LengthUnit 18773 =EUInformation opt
           3DCartesianCoordinatesType 18774 =3DCartesianCoordinates
            /X 18776 =Double
            /Y 18777 =Double
            /Z 18778 =Double
          OrientationType 18779 abstract =Orientation
           .AngleUnit 18780 =EUInformation opt
           3DOrientationType 18781 =3DOrientation
            /A 18783 =Double
            /B 18784 =Double
            /C 18785 =Double
          FrameType 18786 abstract =Frame
           /CartesianCoordinates 18801 :CartesianCoordinatesType =CartesianCoordinates
           /Orientation 18787 :OrientationType =Orientation
           .Constant 18788 =Boolean opt
           /BaseFrame 18789 =NodeId opt
           .FixedBase 18790 =Boolean opt
           3DFrameType 18791 =3DFrame
            /CartesianCoordinates 18796 :3DCartesianCoordinatesType =3DCartesianCoordinates
             /X 18798 =Double
             /Y 18799 =Double
             /Z 18800 =Double
            /Orientation 18792 :3DOrientationType =3DOrientation
             /A 19074 =Double
             /B 19075 =Double
             /C 19076 =Double
          DataItemType 2365
           .Definition 2366 =String opt
           .ValuePrecision 2367 =Double opt
           BaseAnalogType 15318 =Number
            .InstrumentRange 17567 =Range opt
            .EURange 17568 =Range opt
            .EngineeringUnits 17569 =EUInformation opt
            AnalogItemType 2368
             .EURange 2369 =Range
             AnalogNumberItemType 23906
             AnalogUnitRangeType 17570
              .EngineeringUnits 17575 =EUInformation
              AnalogNumberUnitRangeType 23918
            AnalogUnitType 17497
             .EngineeringUnits 17502 =EUInformation
           DiscreteItemType 2372 abstract
            TwoStateDiscreteType 2373 =Boolean
             .FalseState 2374 =LocalizedText
             .TrueState 2375 =LocalizedText
            MultiStateDiscreteType 2376 =UInteger
             .EnumStrings 2377 =LocalizedText[]
            MultiStateValueDiscreteType 11238 =Number
             .EnumValues 11241 =EnumValueType[]
             .ValueAsText 11461 =LocalizedText
           ArrayItemType 12021 abstract rank=0
            .InstrumentRange 12024 =Range opt
            .EURange 12025 =Range
            .EngineeringUnits 12026 =EUInformation
            .Title 12027 =LocalizedText
            .AxisScaleType 12028 =AxisScaleEnumeration
            YArrayItemType 12029 rank=1
             .XAxisDefinition 12037 =AxisInformation
            XYArrayItemType 12038 =XVType rank=1
             .XAxisDefinition 12046 =AxisInformation
          ConditionVariableType 9002
           .SourceTimestamp 9003 =UtcTime
         PropertyType 68
        """u8;
}
