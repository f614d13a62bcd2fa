namespace Millwright.OpcUa.Types;

internal enum VariantShape : byte
{
    Scalar,
    Array,
    Matrix,
}
