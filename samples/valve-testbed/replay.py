#!/usr/bin/python3
"""Serves a recorded run of the Skoltech valve testbed as a Modbus TCP device, row by row.

Needs Debian's python3-pymodbus (3.0). All values stand in one block of holding registers, most significant word first:

  0-1    row_first   uint32   number of the row, 1 for the first of the file; 0 before the first
  2      ready       uint16   1 when the registers hold a row
  3      pass        uint16   how often the file has begun; 1 the first time
  4      ended       uint16   1 when the last row of the file stands in the registers
  5      spare
  6-9    time        uint64   the row's own time, milliseconds since 1970 as if it were UTC
  10-49  columns     float64  up to ten columns in the file's order, 4 registers each; absent ones are 0
  50-51  row_last    uint32   the same as row_first: a reader that finds them different has read half of a row

A row stays until its time is over and somebody has read the whole block at least once, so no row is missed however slowly a
master reads. Row 0 stays until the block has been read --lead times: a master may synchronise on it.
"""

import argparse
import asyncio
import calendar
import csv
import os
import pathlib
import struct
import sys
import time

from pymodbus.datastore import ModbusServerContext
from pymodbus.server.async_io import ModbusTcpServer

COLUMNS = 10
REGISTERS = 10 + 4 * COLUMNS + 2


class Row:
    """One row as registers."""

    def __init__(self, number, run, ended, time_ms, values):
        values = (values + [0.0] * COLUMNS)[:COLUMNS]
        block = struct.pack(f">IHHHHQ{COLUMNS}dI", number, 1, run, ended, 0, time_ms, *values, number)
        self.registers = list(struct.unpack(f">{REGISTERS}H", block))
        self.reads = 0


class Testbed:
    """The device, in the form pymodbus asks for. Only holding registers, and nothing can be written."""

    zero_mode = True

    def __init__(self, row):
        self.row = row
        self.was_read = asyncio.Event()

    def show(self, row):
        self.row = row
        self.was_read.clear()

    def validate(self, function, address, count=1):
        return function == 3 and 0 <= address and address + count <= REGISTERS

    def getValues(self, function, address, count=1):
        if address == 0 and count >= REGISTERS:
            self.row.reads += 1
            self.was_read.set()
        return self.row.registers[address:address + count]

    async def read_times(self, times):
        """Returns when the row has been read so often."""
        while self.row.reads < times:
            self.was_read.clear()
            await self.was_read.wait()


def load(path):
    """The rows of a file: time in ms and the numbers, each exactly as Python and .NET read its text."""
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.reader(file, delimiter=";")
        header = next(reader)
        if header[0] != "datetime" or not 2 <= len(header) <= COLUMNS + 1:
            sys.exit(f"{path}: expected 'datetime' and 1 to {COLUMNS} columns separated by ';', found {len(header)} columns from '{header[0]}'")
        rows = []
        for line, fields in enumerate(reader, start=2):
            try:
                when = calendar.timegm(time.strptime(fields[0], "%Y-%m-%d %H:%M:%S")) * 1000
                rows.append((when, [float(field) for field in fields[1:]]))
            except (ValueError, IndexError) as error:
                sys.exit(f"{path}:{line}: {error}")
    if not rows:
        sys.exit(f"{path}: has no rows")
    return rows


def find_csv(given):
    """The file to replay: the one given, or the first run of the set where tests keep it."""
    if given:
        return pathlib.Path(given)
    checkout = pathlib.Path(__file__).resolve().parents[2]
    for folder in (os.environ.get("MILLWRIGHT_DATA"), checkout.parent / "shared" / "data"):
        if folder and (path := pathlib.Path(folder) / "skab" / "valve1" / "0.csv").is_file():
            return path
    sys.exit("no recording found: give one with --csv, or set MILLWRIGHT_DATA to the folder that holds skab/valve1/0.csv (README.md says where to get it)")


async def replay(options):
    path = find_csv(options.csv)
    rows = load(path)
    testbed = Testbed(Row(0, 0, 0, rows[0][0], []))
    server = ModbusTcpServer(ModbusServerContext(slaves=testbed, single=True), address=(options.host, options.port), allow_reuse_address=True)
    serving = asyncio.ensure_future(server.serve_forever())
    await asyncio.wait({serving, server.serving}, return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        sys.exit(f"{options.host}:{options.port}: {serving.exception()}")
    port = server.server.sockets[0].getsockname()[1]
    print(f"listening on {options.host}:{port}, {len(rows)} rows of {path}", flush=True)
    await testbed.read_times(options.lead)
    run = 0
    while True:
        run += 1
        for number, (when, values) in enumerate(rows, start=1):
            testbed.show(Row(number, run & 0xFFFF, int(number == len(rows)), when, values))
            await asyncio.sleep(1 / options.speed)
            await testbed.read_times(1)
        print(f"ended after {len(rows)} rows", flush=True)
        if options.once:
            # The last row stays for a master that has not stored it yet.
            await asyncio.sleep(options.linger)
            await server.shutdown()
            return


def main():
    parser = argparse.ArgumentParser(description="Replays a recording of the valve testbed over Modbus TCP.")
    parser.add_argument("--csv", help="the recording; by default skab/valve1/0.csv below MILLWRIGHT_DATA")
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (127.0.0.1)")
    parser.add_argument("--port", type=int, default=15030, help="TCP port, 0 for any (15030)")
    parser.add_argument("--speed", type=float, default=10, help="rows per second (10: ten times real speed)")
    parser.add_argument("--lead", type=int, default=5, help="reads of row 0 before the first row comes (5)")
    parser.add_argument("--linger", type=float, default=2, help="seconds the last row stays with --once (2)")
    parser.add_argument("--once", action="store_true", help="stop after the last row instead of beginning again")
    options = parser.parse_args()
    if options.speed <= 0:
        parser.error("--speed must be above 0")
    try:
        asyncio.run(replay(options))
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
