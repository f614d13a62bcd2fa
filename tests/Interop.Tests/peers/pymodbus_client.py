"""Every function that pymodbus knows as a client: TRANSPORT ENDPOINT. One line a function: its name and "ok", or what differed.

The server has unit 1 with holding register i = 7 i, input register i = 11 i, coil i = (i mod 3 = 0), discrete input i = (i mod 2 = 0).
"""
import sys

from pymodbus.client import ModbusSerialClient, ModbusTcpClient, ModbusUdpClient
from pymodbus.file_message import FileRecord, ReadFifoQueueRequest, ReadFileRecordRequest, WriteFileRecordRequest
from pymodbus.mei_message import ReadDeviceInformationRequest
from pymodbus.other_message import GetCommEventCounterRequest, GetCommEventLogRequest, ReportSlaveIdRequest
from pymodbus.transaction import ModbusAsciiFramer, ModbusRtuFramer, ModbusSocketFramer

transport, endpoint = sys.argv[1], sys.argv[2]
if transport in ("rtu", "ascii"):
    framer = ModbusRtuFramer if transport == "rtu" else ModbusAsciiFramer
    client = ModbusSerialClient(port=endpoint, framer=framer, baudrate=115200, timeout=3)
elif transport == "udp":
    client = ModbusUdpClient("127.0.0.1", port=int(endpoint), timeout=3)
else:
    framer = ModbusRtuFramer if transport == "rtu-over-tcp" else ModbusSocketFramer
    client = ModbusTcpClient("127.0.0.1", port=int(endpoint), framer=framer, timeout=3)
assert client.connect(), "no connection"


def check(name, call, expected=None, take=lambda reply: reply):
    try:
        reply = call()
        if reply.isError():
            print(name, "answered", reply)
        else:
            got = take(reply)
            print(name, "ok" if expected is None or got == expected else f"got {got} not {expected}")
    except Exception as problem:  # the test shows it
        print(name, "failed", repr(problem))


def registers(reply):
    return reply.registers


check("read_coils", lambda: client.read_coils(0, 9, slave=1), [i % 3 == 0 for i in range(9)], lambda r: r.bits[:9])
check("read_discrete_inputs", lambda: client.read_discrete_inputs(3, 8, slave=1), [(i + 3) % 2 == 0 for i in range(8)], lambda r: r.bits[:8])
check("read_holding_registers", lambda: client.read_holding_registers(0, 125, slave=1), [i * 7 for i in range(125)], registers)
check("read_input_registers", lambda: client.read_input_registers(5, 10, slave=1), [(i + 5) * 11 for i in range(10)], registers)
check("write_coil", lambda: client.write_coil(100, True, slave=1))
check("write_coil_read", lambda: client.read_coils(100, 1, slave=1), [True], lambda r: r.bits[:1])
check("write_register", lambda: client.write_register(101, 4711, slave=1))
check("write_register_read", lambda: client.read_holding_registers(101, 1, slave=1), [4711], registers)
check("write_coils", lambda: client.write_coils(110, [True, False, True, True], slave=1))
check("write_coils_read", lambda: client.read_coils(110, 4, slave=1), [True, False, True, True], lambda r: r.bits[:4])
check("write_registers", lambda: client.write_registers(120, list(range(123)), slave=1))
check("write_registers_read", lambda: client.read_holding_registers(120, 123, slave=1), list(range(123)), registers)
check("readwrite_registers", lambda: client.readwrite_registers(
    read_address=300, read_count=2, write_address=300, write_registers=[1, 2], slave=1), [1, 2], registers)
check("mask_write_register", lambda: client.mask_write_register(address=101, and_mask=0x00F2, or_mask=0x0025, slave=1))
check("mask_write_register_read", lambda: client.read_holding_registers(101, 1, slave=1), [(4711 & 0x00F2) | (0x0025 & ~0x00F2)], registers)
check("report_server_id", lambda: client.execute(ReportSlaveIdRequest(slave=1, unit=1)))
check("device_identification", lambda: client.execute(ReadDeviceInformationRequest(read_code=1, object_id=0, unit=1)),
      True, lambda r: 0 in r.information)
check("read_fifo_queue", lambda: client.execute(ReadFifoQueueRequest(10, unit=1)))
check("write_file_record", lambda: client.execute(WriteFileRecordRequest(
    [FileRecord(file_number=1, record_number=0, record_data=b"\x00\x01\x00\x02")], unit=1)))
check("read_file_record", lambda: client.execute(ReadFileRecordRequest(
    [FileRecord(file_number=1, record_number=0, record_length=2)], unit=1)), b"\x00\x01\x00\x02", lambda r: r.records[0].record_data)
if transport in ("rtu", "ascii", "rtu-over-tcp"):
    check("read_exception_status", lambda: client.read_exception_status(slave=1))
    check("diag_query_data", lambda: client.diag_query_data(b"\x12\x34", slave=1))
    check("diag_clear_counters", lambda: client.diag_clear_counters(slave=1))
    check("diag_read_bus_message_count", lambda: client.diag_read_bus_message_count(slave=1))
    check("diag_read_slave_message_count", lambda: client.diag_read_slave_message_count(slave=1))
    check("comm_event_counter", lambda: client.execute(GetCommEventCounterRequest(unit=1)))
    check("comm_event_log", lambda: client.execute(GetCommEventLogRequest(unit=1)))
client.close()
