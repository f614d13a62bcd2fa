namespace Millwright.Modbus.Framing;

/// <summary>How a PDU is wrapped. Any framing may run over any line: RTU over TCP is <see cref="Rtu"/> on a TCP transport.</summary>
public enum ModbusFraming
{
    /// <summary>Transaction id, protocol 0, length, unit (MODBUS Messaging on TCP/IP 1.0b, 3.1).</summary>
    Mbap,

    /// <summary>Unit, PDU, CRC (MODBUS over Serial Line 1.02, 2.5.1).</summary>
    Rtu,

    /// <summary>Colon, hexadecimal characters, LRC, CR LF (MODBUS over Serial Line 1.02, 2.5.2).</summary>
    Ascii,
}
