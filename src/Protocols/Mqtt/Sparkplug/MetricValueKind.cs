namespace Millwright.Mqtt.Sparkplug;

/// <summary>Which member of a metric's <c>oneof value</c> is set; the numbers are the schema's field numbers.</summary>
public enum MetricValueKind
{
    None = 0,
    Int = 10,
    Long = 11,
    Float = 12,
    Double = 13,
    Boolean = 14,
    String = 15,
    Bytes = 16,
    DataSet = 17,
    Template = 18,
}
