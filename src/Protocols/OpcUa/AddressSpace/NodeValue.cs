namespace Millwright.OpcUa.AddressSpace;

/// <summary>
/// Where a variable's value comes from, in one number: the product's handle as it is, a constant of the address space, or a value the
/// server makes itself. A method's handle is kept the same way.
/// </summary>
internal static class NodeValue
{
    public const int None = -1;

    private const int FirstConstant = 0x4000_0000;

    public static bool IsHandle(int value) => value is >= 0 and < FirstConstant;

    public static bool IsConstant(int value) => value >= FirstConstant;

    public static bool IsServerValue(int value) => value < None;

    public static int OfConstant(int constant) => FirstConstant + constant;

    public static int ConstantOf(int value) => value - FirstConstant;

    public static int OfServerValue(int number) => -2 - number;

    public static int ServerValueOf(int value) => -2 - value;
}
