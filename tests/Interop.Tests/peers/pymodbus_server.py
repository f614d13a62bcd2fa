"""A Modbus server by pymodbus: TRANSPORT ENDPOINT [certificate key]. Prints "listening" when it serves."""
import asyncio
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.device import ModbusDeviceIdentification
from pymodbus.server.async_io import StartAsyncSerialServer, StartAsyncTcpServer, StartAsyncTlsServer, StartAsyncUdpServer
from pymodbus.transaction import ModbusAsciiFramer, ModbusRtuFramer, ModbusSocketFramer

COUNT = 2000


def unit():
    return ModbusSlaveContext(
        di=ModbusSequentialDataBlock(0, [i % 2 == 0 for i in range(COUNT)]),
        co=ModbusSequentialDataBlock(0, [i % 3 == 0 for i in range(COUNT)]),
        hr=ModbusSequentialDataBlock(0, [i * 7 & 0xFFFF for i in range(COUNT)]),
        ir=ModbusSequentialDataBlock(0, [i * 11 & 0xFFFF for i in range(COUNT)]),
        zero_mode=True,
    )


async def main():
    transport, endpoint = sys.argv[1], sys.argv[2]
    context = ModbusServerContext(slaves={1: unit(), 2: unit()}, single=False)
    identity = ModbusDeviceIdentification(
        info_name={"VendorName": "pymodbus", "ProductCode": "PM", "MajorMinorRevision": "3.0", "ProductName": "peer"}
    )
    common = {"context": context, "identity": identity, "defer_start": True, "ignore_missing_slaves": True}
    if transport in ("rtu", "ascii"):
        framer = ModbusRtuFramer if transport == "rtu" else ModbusAsciiFramer
        server = await StartAsyncSerialServer(port=endpoint, framer=framer, baudrate=115200, timeout=0.01, **common)
        await server.start()
        print("listening", flush=True)
        await server.serve_forever()
        return
    address = ("127.0.0.1", int(endpoint))
    if transport == "udp":
        server = await StartAsyncUdpServer(address=address, **common)
    elif transport == "tls":
        server = await StartAsyncTlsServer(
            address=address, framer=ModbusSocketFramer, certfile=sys.argv[3], keyfile=sys.argv[4], **common)
    else:
        framer = ModbusRtuFramer if transport == "rtu-over-tcp" else ModbusSocketFramer
        server = await StartAsyncTcpServer(address=address, framer=framer, allow_reuse_address=True, **common)
    serving = asyncio.create_task(server.serve_forever())
    await server.serving
    print("listening", flush=True)
    await serving


asyncio.run(main())
