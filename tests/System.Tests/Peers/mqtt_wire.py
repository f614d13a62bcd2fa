"""MQTT on a bare socket: what no library lets one send, and what none shows of what comes. Written from the standards, apart from the product's codec."""
import socket
import struct
from concurrent.futures import ThreadPoolExecutor

PATIENCE = 30
CONNECT, CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK, PINGREQ, PINGRESP, DISCONNECT, AUTH = range(1, 16)

# MQTT 5, 2.2.2.2: what a property holds.
KINDS = {0x01: "u8", 0x02: "u32", 0x03: "text", 0x08: "text", 0x09: "bytes", 0x0B: "varint", 0x11: "u32", 0x12: "text", 0x13: "u16", 0x15: "text",
         0x16: "bytes", 0x17: "u8", 0x18: "u32", 0x19: "u8", 0x1A: "text", 0x1C: "text", 0x1F: "text", 0x21: "u16", 0x22: "u16", 0x23: "u16",
         0x24: "u8", 0x25: "u8", 0x26: "pair", 0x27: "u32", 0x28: "u8", 0x29: "u8", 0x2A: "u8"}


def varint(number):
    out = b""
    while True:
        number, low = divmod(number, 128)
        out += bytes([low | (128 if number else 0)])
        if not number:
            return out


def text(value):
    value = value.encode() if isinstance(value, str) else value
    return struct.pack(">H", len(value)) + value


def prop(key, value):
    kind = KINDS[key]
    if kind == "pair":
        return bytes([key]) + text(value[0]) + text(value[1])
    return bytes([key]) + {"u8": lambda: struct.pack(">B", value), "u16": lambda: struct.pack(">H", value), "u32": lambda: struct.pack(">I", value),
                           "varint": lambda: varint(value)}.get(kind, lambda: text(value))()


def packet(first, body):
    return bytes([first]) + varint(len(body)) + body


def props(version, encoded=b""):
    return varint(len(encoded)) + encoded if version == 5 else b""


def connect(client, version=5, clean=True, keep=0, encoded=b"", will=None, name="MQTT", level=None, flags=None):
    """will: topic, payload, QoS, retain, encoded properties."""
    value = (2 if clean else 0) | (4 | will[2] << 3 | will[3] << 5 if will else 0)
    body = text(name) + bytes([version if level is None else level, value if flags is None else flags]) + struct.pack(">H", keep)
    body += props(version, encoded) + text(client)
    if will:
        body += props(version, will[4]) + text(will[0]) + text(will[1])
    return packet(0x10, body)


def publish(topic, payload=b"", qos=0, retain=False, dup=False, identifier=1, version=5, encoded=b""):
    body = text(topic) + (struct.pack(">H", identifier) if qos else b"") + props(version, encoded) + payload
    return packet(0x30 | dup << 3 | qos << 1 | retain, body)


def subscribe(*filters, identifier=1, version=5, encoded=b""):
    return packet(0x82, struct.pack(">H", identifier) + props(version, encoded) + b"".join(text(f) + bytes([o]) for f, o in filters))


def ack(kind, identifier):
    return packet(kind << 4 | (2 if kind == PUBREL else 0), struct.pack(">H", identifier))


class Packet:
    def __init__(self, first, body, version):
        self.kind, self.flags, self.body, self.version = first >> 4, first & 15, body, version
        self.at, self.properties, self.code, self.identifier = 0, {}, 0, 0
        if self.kind == CONNACK:
            self.present, self.code = self.u8() & 1, self.u8()
            self.read_properties()
        elif self.kind == PUBLISH:
            self.qos, self.retain, self.dup = self.flags >> 1 & 3, self.flags & 1, self.flags >> 3
            self.topic = self.text().decode()
            self.identifier = self.u16() if self.qos else 0
            self.read_properties()
            self.payload = body[self.at:]
        elif self.kind in (SUBACK, UNSUBACK):
            self.identifier = self.u16()
            self.read_properties()
            self.codes = list(body[self.at:])
        elif self.kind in (PUBACK, PUBREC, PUBREL, PUBCOMP):
            self.identifier = self.u16()
            self.code = self.u8() if self.at < len(body) else 0
        elif self.kind in (DISCONNECT, AUTH):
            self.code = self.u8() if body else 0

    def u8(self):
        self.at += 1
        return self.body[self.at - 1]

    def u16(self):
        return self.u8() << 8 | self.u8()

    def text(self):
        length = self.u16()
        self.at += length
        return self.body[self.at - length:self.at]

    def varint(self):
        value = shift = 0
        while True:
            byte = self.u8()
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def read_properties(self):
        if self.version != 5 or self.at == len(self.body):
            return
        length = self.varint()
        end = self.at + length
        while self.at < end:
            key = self.u8()
            kind = KINDS[key]
            value = {"u8": self.u8, "u16": self.u16, "u32": lambda: self.u16() << 16 | self.u16(), "varint": self.varint, "bytes": self.text,
                     "text": lambda: self.text().decode(), "pair": lambda: (self.text().decode(), self.text().decode())}[kind]()
            self.properties.setdefault(key, []).append(value)

    def __repr__(self):
        return f"<kind {self.kind} code {self.code:#x} body {self.body[:60]!r}>"


class Line:
    """One connection. read gives None when the other side has closed."""

    def __init__(self, port, version=5):
        self.version = version
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.rest = b""

    def send(self, data):
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # It has closed already: the next read says so.

    def take(self, count):
        while len(self.rest) < count:
            try:
                more = self.socket.recv(65536)
            except ConnectionResetError:
                return None
            if not more:
                return None
            self.rest += more
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def read(self):
        first = self.take(1)
        if first is None:
            return None
        length = shift = 0
        while True:
            byte = self.take(1)[0]
            length |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        return Packet(first[0], self.take(length) if length else b"", self.version)

    def connect(self, client, **more):
        self.send(connect(client, self.version, **more))
        return self.read()

    def subscribe(self, *filters, **more):
        self.send(subscribe(*filters, version=self.version, **more))
        answer = self.read()
        assert answer.kind == SUBACK, answer
        return answer.codes

    def publish(self, topic, payload=b"", qos=1, **more):
        """Publishes with QoS 1 or 2 to the end; gives the reason code."""
        self.send(publish(topic, payload, qos, version=self.version, **more))
        answer = self.read()
        if qos == 2 and answer.code < 0x80:
            assert answer.kind == PUBREC, answer
            self.send(ack(PUBREL, answer.identifier))
            answer = self.read()
            assert answer.kind == PUBCOMP, answer
        else:
            assert answer.kind == (PUBACK if qos == 1 else PUBREC), answer
        return answer.code

    def message(self):
        """The next message, acknowledged."""
        got = self.read()
        assert got is not None and got.kind == PUBLISH, got
        if got.qos == 1:
            self.send(ack(PUBACK, got.identifier))
        elif got.qos == 2:
            self.send(ack(PUBREC, got.identifier))
            answer = self.read()
            assert answer.kind == PUBREL and answer.flags == 2, answer
            self.send(ack(PUBCOMP, got.identifier))
        return got

    def none(self):
        """Nothing is under way: the next thing that comes is the answer to a ping."""
        self.send(b"\xc0\x00")
        got = self.read()
        assert got is not None and got.kind == PINGRESP, got

    def leave(self):
        self.send(b"\xe0\x00")
        assert self.read() is None

    def close(self):
        self.socket.close()


def opened(port, client, version=5, **more):
    line = Line(port, version)
    answer = line.connect(client, **more)
    assert answer is not None and answer.kind == CONNACK and answer.code == 0, answer
    line.answer = answer
    return line


def run(cases, together=()):
    """Runs those together, then one case after the other; prints 'ok NAME' or 'FAIL NAME why' for each, and 'done' when all are well."""
    with ThreadPoolExecutor(max(1, len(together))) as pool:
        well = list(pool.map(passes, together))
    well += [passes(case) for case in cases]
    if all(well):
        print("done", flush=True)


def passes(named):
    name, case = named
    try:
        case()
    except Exception as failure:  # Each case is its own; the test shows all that fail.
        print(f"FAIL {name}: {type(failure).__name__} {failure}", flush=True)
        return False
    print(f"ok {name}", flush=True)
    return True
