using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Types;

public sealed class StatusCodeTests
{
    [Theory]
    [InlineData(0x80340000, "BadNodeIdUnknown (0x80340000)")]
    [InlineData(0x00000000, "Good (0x00000000)")]
    [InlineData(0x408F0000, "UncertainNoCommunicationLastUsableValue (0x408F0000)")]
    [InlineData(0x00000480, "Good (0x00000480)")]
    [InlineData(0xBFFF0000, "Bad (0xBFFF0000)")]
    [InlineData(0x7FFF0000, "Uncertain (0x7FFF0000)")]
    public void A_code_is_shown_with_its_symbol(uint code, string text) => Assert.Equal(text, new StatusCode(code).ToString());

    [Theory]
    [InlineData(0x00000000, true, false, false)]
    [InlineData(0x40000000, false, true, false)]
    [InlineData(0x80000000, false, false, true)]
    [InlineData(0xC0000000, false, false, true)]
    public void The_top_two_bits_are_the_severity(uint code, bool good, bool uncertain, bool bad)
    {
        var status = new StatusCode(code);
        Assert.Equal((good, uncertain, bad), (status.IsGood, status.IsUncertain, status.IsBad));
    }

    [Fact]
    public void The_overflow_bit_leaves_the_condition()
    {
        var status = new StatusCode(0x40900000).WithOverflow();
        Assert.True(status.HasOverflow);
        Assert.Equal(0x40900480u, status.Value);
        Assert.Equal(new StatusCode(0x40900000), status.Condition);
        Assert.False(new StatusCode(0x00000080).HasOverflow);
    }

    [Fact]
    public void Codes_named_in_the_standards_tables_have_their_numbers()
    {
        Assert.Equal(0x80010000u, (uint)StatusCodes.BadUnexpectedError);
        Assert.Equal(0x80070000u, (uint)StatusCodes.BadDecodingError);
        Assert.Equal(0x80080000u, (uint)StatusCodes.BadEncodingLimitsExceeded);
        Assert.Equal(0x800A0000u, (uint)StatusCodes.BadTimeout);
        Assert.Equal(0x80740000u, (uint)StatusCodes.BadTypeMismatch);
        Assert.Equal(0x80280000u, (uint)StatusCodes.BadSubscriptionIdInvalid);
        Assert.Equal(0x80550000u, (uint)StatusCodes.BadSecurityPolicyRejected);
        Assert.Equal(0x002D0000u, (uint)StatusCodes.GoodSubscriptionTransferred);
        Assert.InRange(Enum.GetValues<StatusCodes>().Length, 250, 400);
    }
}
