"""Bytes that are no MQTT, or that MQTT forbids: the right code, then the end of the connection; the broker goes on."""
import sys

from mqtt_wire import *

PORT = int(sys.argv[1])
BAD, VIOLATION, TOPIC = 0x81, 0x82, 0x90


def first(data, version, codes):
    """What a first packet is answered with: a CONNACK of one of these codes or nothing (None), then the end."""
    line = Line(PORT, version)
    line.send(data)
    got = line.read()
    assert (got.code if got else None) in codes, got
    assert got is None or (got.kind == CONNACK and not got.present and line.read() is None), got


def later(data, version, codes):
    """A connected client: DISCONNECT with one of these codes in MQTT 5, only the end in 3.1.1."""
    line = opened(PORT, "refused", version)
    line.send(data)
    got = line.read()
    if version == 5:
        assert got is not None and got.kind == DISCONNECT and got.code in codes, got
        assert line.read() is None
    else:
        assert got is None, got


QUIET = (None, BAD, VIOLATION)
FIRST = [
    ("another protocol name", 5, connect("a", name="MQTX"), (None, 0x84)),
    ("another protocol name", 4, connect("a", 4, name="mqtt"), (None, 0x84, 1)),
    ("a protocol level of 6", 5, connect("a", level=6), (0x84, 1)),
    ("a protocol level of 2", 4, connect("a", 4, level=2), (1,)),
    ("the reserved flag of CONNECT", 4, connect("a", 4, flags=3), QUIET),
    ("the reserved flag of CONNECT", 5, connect("a", flags=3), QUIET),
    ("reserved bits of the first byte", 5, b"\x11" + connect("a")[1:], QUIET),
    ("a will of QoS 3", 5, connect("a", flags=0x1E), QUIET),
    ("a will QoS without a will", 4, connect("a", 4, flags=0x0A), QUIET),
    ("will retain without a will", 4, connect("a", 4, flags=0x22), QUIET),
    ("a password without a name in 3.1.1", 4, connect("a", 4, flags=0x42), QUIET),
    ("a client identifier that is cut", 4, packet(0x10, text("MQTT") + b"\x04\x02\x00\x00\x00\x09ab"), QUIET),
    ("bytes behind the CONNECT's payload", 4, packet(0x10, text("MQTT") + b"\x04\x02\x00\x00\x00\x01ab"), QUIET),
    ("a client identifier that is not UTF-8", 5, connect(b"\xff\xfe"), QUIET),
    ("a client identifier with U+0000", 4, connect(b"a\x00b", 4), QUIET),
    ("a client identifier with a surrogate", 4, connect(b"\xed\xa0\x80", 4), QUIET),
    ("an unknown property in CONNECT", 5, connect("a", encoded=b"\x7f\x00"), QUIET),
    ("a property twice in CONNECT", 5, connect("a", encoded=prop(0x11, 1) + prop(0x11, 1)), QUIET),
    ("a property of another packet in CONNECT", 5, connect("a", encoded=prop(0x23, 1)), QUIET),
    ("a receive maximum of 0", 5, connect("a", encoded=prop(0x21, 0)), QUIET),
    ("a maximum packet size of 0", 5, connect("a", encoded=prop(0x27, 0)), QUIET),
    ("a request for problem information of 2", 5, connect("a", encoded=prop(0x17, 2)), QUIET),
    ("authentication data without a method", 5, connect("a", encoded=prop(0x16, b"x")), QUIET),
    ("a will topic with a wildcard", 5, connect("a", will=("a/#", "x", 0, 0, b"")), QUIET + (TOPIC,)),
    ("a will topic with a wildcard", 4, connect("a", 4, will=("a/+", "x", 0, 0, b"")), (None,)),
    ("an empty will topic", 5, connect("a", will=("", "x", 0, 0, b"")), QUIET + (TOPIC,)),
    ("PUBLISH before CONNECT", 4, publish("a", version=4), (None,)),
    ("PINGREQ before CONNECT", 5, b"\xc0\x00", (None,)),
    ("a remaining length of five bytes", 4, b"\x10\xff\xff\xff\xff\x01", (None,)),
    ("an HTTP request", 4, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", (None,)),
    ("no client identifier for a kept session", 4, connect("", 4, clean=False), (2,)),
]
LATER = [
    ("a second CONNECT", connect("refused"), connect("refused", 4), (VIOLATION,)),
    ("a CONNACK", b"\x20\x03\x00\x00\x00", b"\x20\x02\x00\x00", (VIOLATION,)),
    ("a SUBACK", packet(0x90, b"\x00\x01\x00\x00"), packet(0x90, b"\x00\x01\x00"), (VIOLATION,)),
    ("packet type 0", b"\x00\x00", b"\x00\x00", (BAD, VIOLATION)),
    ("packet type 15", b"\xf1\x00", b"\xf0\x00", (BAD, VIOLATION)),
    ("QoS 3", b"\x36" + publish("a", qos=1)[1:], b"\x36" + publish("a", qos=1, version=4)[1:], (BAD,)),
    ("DUP with QoS 0", publish("a", dup=True), publish("a", dup=True, version=4), (BAD, VIOLATION)),
    ("a PUBLISH with packet identifier 0", publish("a", qos=1, identifier=0), publish("a", qos=1, identifier=0, version=4), (BAD, VIOLATION)),
    ("a SUBSCRIBE with packet identifier 0", subscribe(("a", 0), identifier=0), subscribe(("a", 0), identifier=0, version=4), (BAD, VIOLATION)),
    ("a topic with +", publish("a/+"), publish("a/+", version=4), (TOPIC, BAD, VIOLATION)),
    ("a topic with #", publish("#", qos=1), publish("#", qos=1, version=4), (TOPIC, BAD, VIOLATION)),
    ("an empty topic", publish(""), publish("", version=4), (TOPIC, BAD, VIOLATION)),
    ("a topic with U+0000", publish(b"a\x00"), publish(b"a\x00", version=4), (TOPIC, BAD)),
    ("a topic that is not UTF-8", publish(b"\xc3\x28"), publish(b"\xc3\x28", version=4), (TOPIC, BAD)),
    ("a topic longer than its packet", b"\x30\x03\x00\x09a", b"\x30\x03\x00\x09a", (BAD,)),
    ("flags of SUBSCRIBE", b"\x80" + subscribe(("a", 0))[1:], b"\x80" + subscribe(("a", 0), version=4)[1:], (BAD,)),
    ("a SUBSCRIBE without filters", packet(0x82, b"\x00\x01\x00"), packet(0x82, b"\x00\x01"), (BAD, VIOLATION)),
    ("an UNSUBSCRIBE without filters", packet(0xA2, b"\x00\x01\x00"), packet(0xA2, b"\x00\x01"), (BAD, VIOLATION)),
    ("a subscription of QoS 3", subscribe(("a", 3)), subscribe(("a", 3), version=4), (BAD, VIOLATION)),
    ("reserved bits of a subscription", subscribe(("a", 0xC0)), subscribe(("a", 0x04), version=4), (BAD, VIOLATION)),
    ("flags of PINGREQ", b"\xc1\x00", b"\xc1\x00", (BAD,)),
    ("flags of PUBREL", b"\x60\x02\x00\x01", b"\x60\x02\x00\x01", (BAD,)),
    ("flags of PUBACK", b"\x41\x02\x00\x01", b"\x41\x02\x00\x01", (BAD,)),
    ("a PUBACK of one byte", b"\x40\x01\x00", b"\x40\x01\x00", (BAD,)),
    ("a remaining length of five bytes", b"\x30\xff\xff\xff\xff\x01", b"\x30\xff\xff\xff\xff\x01", (BAD,)),
]
FIVE = [
    ("an unknown property", publish("a", encoded=b"\x7f\x00"), (BAD, VIOLATION)),
    ("a property twice", publish("a", encoded=prop(0x02, 1) + prop(0x02, 2)), (VIOLATION,)),
    ("a property of another packet", publish("a", encoded=prop(0x11, 1)), (BAD, VIOLATION)),
    ("a property longer than its packet", packet(0x30, text("a") + b"\x20\x01"), (BAD,)),
    ("a topic alias of 0", publish("a", encoded=prop(0x23, 0)), (0x94, VIOLATION)),
    ("a topic alias above the maximum", publish("a", encoded=prop(0x23, 65535)), (0x94,)),
    ("a topic alias that stands for nothing", publish("", encoded=prop(0x23, 1)), (VIOLATION,)),
    ("a subscription identifier from a client", publish("a", encoded=prop(0x0B, 1)), (BAD, VIOLATION)),
    ("a subscription identifier of 0", subscribe(("a", 0), encoded=prop(0x0B, 0)), (VIOLATION,)),
    ("retain handling 3", subscribe(("a", 0x30)), (BAD, VIOLATION)),
    ("no-local of a shared subscription", subscribe(("$share/g/a", 4)), (VIOLATION,)),
    ("a payload format of 2", publish("a", encoded=prop(0x01, 2)), (BAD, VIOLATION)),
    ("a response topic with a wildcard", publish("a", encoded=prop(0x08, "a/#")), (BAD, VIOLATION, TOPIC)),
    ("an unknown reason code of DISCONNECT", b"\xe0\x01\x55", (BAD, VIOLATION)),
    ("a session expiry above 0 after 0", packet(0xE0, b"\x00\x05" + prop(0x11, 5)), (VIOLATION,)),
    ("AUTH without a method", b"\xf0\x00", (VIOLATION,)),
]


def no_filter():
    """What is no filter is refused in its place, and the others stand (MQTT 5: 0x8F; 3.1.1: 0x80)."""
    for version, code in ((5, 0x8F), (4, 0x80)):
        line = opened(PORT, "filters", version)
        for filter in ("a/#/b", "a#", "a+/b", "", "$share/g", "$share//a", "$share/g+/a"):
            line.send(subscribe((filter, 1), ("fine/+", 1), version=version))
            got = line.read()
            if got is None or got.kind == DISCONNECT:  # A malformed packet as a whole is as good.
                line = opened(PORT, "filters", version)
            else:
                assert got.codes == [code, 1], (version, filter, got)


def case(how, data, version, codes):
    return lambda: how(data, version, codes)


cases = [(f"{name} ({version})", case(first, data, version, codes)) for name, version, data, codes in FIRST]
cases += [(f"{name} ({version})", case(later, data, version, codes)) for name, five, four, codes in LATER for version, data in ((5, five), (4, four))]
cases += [(f"{name} (5)", case(later, data, 5, codes)) for name, data, codes in FIVE]
cases.append(("filters that are none", no_filter))
run(cases)
