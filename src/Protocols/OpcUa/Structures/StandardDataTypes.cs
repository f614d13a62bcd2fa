using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Structures;

/// <summary>The simple data types of namespace 0 and the built-in types they travel as (OPC 10000-3, 8; OPC 10000-6, 5.1.2).</summary>
internal static class StandardDataTypes
{
    /// <summary>The built-in type of a simple type, a Variant for an abstract one, or null when the id is none of them.</summary>
    public static BuiltInType? BuiltInOf(NodeId dataTypeId)
    {
        if (dataTypeId.NamespaceIndex != 0 || dataTypeId.Type != NodeIdType.Numeric)
            return null;
        return dataTypeId.Numeric switch
        {
            // BaseDataType, Number, Integer and UInteger are abstract: the value travels with its type.
            24 or 26 or 27 or 28 => BuiltInType.Variant,
            >= 1 and <= 25 => (BuiltInType)dataTypeId.Numeric,
            // Enumeration.
            29 => BuiltInType.Int32,
            // Image and its formats, ContinuationPoint, ApplicationInstanceCertificate, AudioDataType.
            30 or 2000 or 2001 or 2002 or 2003 or 311 or 521 or 16307 => BuiltInType.ByteString,
            // IntegerId, Counter, VersionTime, Index, Handle.
            288 or 289 or 20998 or 17588 or 31917 => BuiltInType.UInt32,
            // Duration.
            290 => BuiltInType.Double,
            // NumericRange, Time, LocaleId, NormalizedString, DecimalString, DurationString, TimeString, DateString, UriString,
            // SemanticVersionString, EncodedTicket, TrimmedString.
            291 or 292 or 295 or 12877 or 12878 or 12879 or 12880 or 12881 or 23751 or 24263 or 25726 or 31918 => BuiltInType.String,
            // Date, UtcTime.
            293 or 294 => BuiltInType.DateTime,
            // SessionAuthenticationToken.
            388 => BuiltInType.NodeId,
            // BitFieldMaskDataType.
            11737 => BuiltInType.UInt64,
            _ => null,
        };
    }
}
