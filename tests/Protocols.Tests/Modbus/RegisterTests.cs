using Millwright.Modbus.Registers;

namespace Millwright.Protocols.Tests.Modbus;

public sealed class RegisterTests
{
    [Theory]
    [InlineData("holding 100", ModbusArea.HoldingRegister, 100, -1)]
    [InlineData("hr:100", ModbusArea.HoldingRegister, 100, -1)]
    [InlineData("Holding:65535", ModbusArea.HoldingRegister, 65535, -1)]
    [InlineData("holding #101", ModbusArea.HoldingRegister, 100, -1)]
    [InlineData("40101", ModbusArea.HoldingRegister, 100, -1)]
    [InlineData("400101", ModbusArea.HoldingRegister, 100, -1)]
    [InlineData("465536", ModbusArea.HoldingRegister, 65535, -1)]
    [InlineData("49999", ModbusArea.HoldingRegister, 9998, -1)]
    [InlineData("30001", ModbusArea.InputRegister, 0, -1)]
    [InlineData("input 7", ModbusArea.InputRegister, 7, -1)]
    [InlineData("10001", ModbusArea.DiscreteInput, 0, -1)]
    [InlineData("discrete 3", ModbusArea.DiscreteInput, 3, -1)]
    [InlineData("00001", ModbusArea.Coil, 0, -1)]
    [InlineData("coil 3", ModbusArea.Coil, 3, -1)]
    [InlineData("holding 100.15", ModbusArea.HoldingRegister, 100, 15)]
    [InlineData("40101.0", ModbusArea.HoldingRegister, 100, 0)]
    public void An_address_is_read_in_every_notation(string text, ModbusArea area, int offset, int bit)
    {
        var address = ModbusAddress.Parse(text);
        Assert.Equal(new ModbusAddress(area, (ushort)offset, (sbyte)bit), address);
        Assert.Equal(address, ModbusAddress.Parse(address.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("100")]
    [InlineData("40000")]
    [InlineData("50001")]
    [InlineData("465537")]
    [InlineData("4000101")]
    [InlineData("holding")]
    [InlineData("holding -1")]
    [InlineData("holding 65536")]
    [InlineData("holding #0")]
    [InlineData("holding 1.16")]
    [InlineData("holding 1.")]
    [InlineData("coil 3.1")]
    [InlineData("register 5")]
    public void A_wrong_address_says_how_to_write_it(string text)
    {
        Assert.False(ModbusAddress.TryParse(text, out _, out var error));
        Assert.Contains($"'{text}'", error, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => ModbusAddress.Parse(text));
    }

    [Theory]
    [InlineData(WordOrder.Abcd, 0x0102, 0x0304)]
    [InlineData(WordOrder.Cdab, 0x0304, 0x0102)]
    [InlineData(WordOrder.Badc, 0x0201, 0x0403)]
    [InlineData(WordOrder.Dcba, 0x0403, 0x0201)]
    public void Thirty_two_bits_are_read_and_written_in_each_order(WordOrder order, int first, int second)
    {
        ushort[] registers = [(ushort)first, (ushort)second];
        Assert.Equal(0x01020304u, RegisterValue.ReadUInt32(registers, order));
        Assert.Equal(0x01020304, RegisterValue.ReadInt32(registers, order));
        var written = new ushort[2];
        RegisterValue.WriteUInt32(written, order, 0x01020304);
        Assert.Equal(registers, written);
        RegisterValue.WriteFloat32(written, order, -12.5f);
        Assert.Equal(-12.5f, RegisterValue.ReadFloat32(written, order));
    }

    [Theory]
    [InlineData(WordOrder.Abcd, 0x0102, 0x0304, 0x0506, 0x0708)]
    [InlineData(WordOrder.Cdab, 0x0708, 0x0506, 0x0304, 0x0102)]
    [InlineData(WordOrder.Badc, 0x0201, 0x0403, 0x0605, 0x0807)]
    [InlineData(WordOrder.Dcba, 0x0807, 0x0605, 0x0403, 0x0201)]
    public void Sixty_four_bits_are_read_and_written_in_each_order(WordOrder order, int a, int b, int c, int d)
    {
        ushort[] registers = [(ushort)a, (ushort)b, (ushort)c, (ushort)d];
        Assert.Equal(0x0102030405060708ul, RegisterValue.ReadUInt64(registers, order));
        var written = new ushort[4];
        RegisterValue.WriteInt64(written, order, 0x0102030405060708);
        Assert.Equal(registers, written);
        RegisterValue.WriteFloat64(written, order, Math.PI);
        Assert.Equal(Math.PI, RegisterValue.ReadFloat64(written, order));
    }

    [Theory]
    [InlineData(WordOrder.Abcd, -2)]
    [InlineData(WordOrder.Cdab, -2)]
    [InlineData(WordOrder.Badc, -257)]
    [InlineData(WordOrder.Dcba, -257)]
    public void A_single_register_swaps_its_bytes_where_the_order_says_so(WordOrder order, short value)
    {
        Assert.Equal(value, RegisterValue.ReadInt16([0xFFFE], order));
        var written = new ushort[1];
        RegisterValue.WriteInt16(written, order, value);
        Assert.Equal(0xFFFE, written[0]);
    }

    [Theory]
    [InlineData(0x1234, 1234)]
    [InlineData(0x9999, 9999)]
    [InlineData(0x0000, 0)]
    public void Four_decimal_digits_fit_a_register(int coded, int value)
    {
        Assert.True(BinaryCodedDecimal.TryDecode16((ushort)coded, out var decoded));
        Assert.Equal(value, decoded);
        Assert.Equal(coded, BinaryCodedDecimal.Encode16((ushort)value));
    }

    [Fact]
    public void Eight_decimal_digits_fit_two_registers_and_other_nibbles_are_refused()
    {
        Assert.True(BinaryCodedDecimal.TryDecode32(0x12345678, out var value));
        Assert.Equal(12345678u, value);
        Assert.Equal(0x12345678u, BinaryCodedDecimal.Encode32(12345678));
        Assert.False(BinaryCodedDecimal.TryDecode16(0x123A, out _));
        Assert.False(BinaryCodedDecimal.TryDecode32(0xA0000000, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => BinaryCodedDecimal.Encode16(10_000));
    }

    [Theory]
    [InlineData(false, 0x4142, 0x4300)]
    [InlineData(true, 0x4241, 0x0043)]
    public void Text_is_read_and_written_in_both_byte_orders(bool lowByteFirst, int first, int second)
    {
        ushort[] registers = [(ushort)first, (ushort)second];
        Assert.Equal("ABC", RegisterText.Read(registers, lowByteFirst));
        var written = new ushort[2];
        Assert.True(RegisterText.TryWrite(written, "ABC", lowByteFirst));
        Assert.Equal(registers, written);
    }

    [Fact]
    public void Text_that_does_not_fit_is_refused()
    {
        Assert.False(RegisterText.TryWrite(new ushort[1], "ABC", false));
        Assert.False(RegisterText.TryWrite(new ushort[1], "€", false));
    }
}
