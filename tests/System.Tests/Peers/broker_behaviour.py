"""What the broker owes a client that speaks MQTT byte by byte: sessions, takeover, windows, aliases, expiry, options of subscriptions."""
import sys
import time

from mqtt_wire import *

PORT = int(sys.argv[1])
KEPT = prop(0x11, 1000)


def until(seconds, since):
    """Waits until so much has passed: a lower bound that a slow machine keeps as well."""
    while time.monotonic() < since + seconds:
        time.sleep(0.05)


def longest_and_empty_client_id():
    for version in (4, 5):
        line = opened(PORT, "c" * 65535, version)
        line.none()
        line.leave()
    assert not opened(PORT, "", 4).answer.properties
    first, second = (opened(PORT, "").answer.properties[0x12][0] for _ in range(2))
    assert first and second and first != second


def takeover():
    for version in (4, 5):
        more = {"clean": False, "encoded": KEPT} if version == 5 else {"clean": False}
        old = opened(PORT, f"taken{version}", version, **more)
        assert not old.answer.present
        old.subscribe((f"taken{version}", 1))
        new = opened(PORT, f"taken{version}", version, **more)
        assert new.answer.present
        got = old.read()
        assert got is None if version == 4 else (got.kind == DISCONNECT and got.code == 0x8E and old.read() is None), got
        new.send(publish(f"taken{version}", b"still", version=version))
        assert new.message().payload == b"still"
        clean = opened(PORT, f"taken{version}", version)
        assert not clean.answer.present
        clean.leave()
        assert not opened(PORT, f"taken{version}", version, **more).answer.present


def keep_alive():
    since = time.monotonic()
    lines = [opened(PORT, f"silent{version}", version, keep=1, will=(f"silent/{version}", "gone", 1, 0, b"")) for version in (4, 5)]
    watcher = opened(PORT, "watcher")
    watcher.subscribe(("silent/+", 1))
    for line in lines:
        got = line.read()
        assert got is None if line.version == 4 else got.code == 0x8D, got
        assert time.monotonic() - since >= 1.5
    assert sorted(watcher.message().topic for _ in lines) == ["silent/4", "silent/5"]
    lines = [opened(PORT, f"lively{version}", version, keep=0) for version in (4, 5)]
    until(2, time.monotonic())
    for line in lines:
        line.none()


def will():
    watcher = opened(PORT, "will watcher")
    watcher.subscribe(("will/#", 2))
    for version in (4, 5):
        extra = prop(0x26, ("a", "b")) + prop(0x03, "text") if version == 5 else b""
        opened(PORT, "dies", version, will=("will/kill", "gone", 2, 0, extra)).close()
        got = watcher.message()
        assert (got.topic, got.payload, got.qos, got.retain) == ("will/kill", b"gone", 2, 0), got
        assert version == 4 or (got.properties[0x26] == [("a", "b")] and got.properties[0x03] == ["text"])
        opened(PORT, "dies", version, will=("will/leave", "gone", 1, 0, b"")).leave()
    line = opened(PORT, "dies", will=("will/with", "gone", 1, 1, b""))
    line.send(b"\xe0\x01\x04")
    assert watcher.message().topic == "will/with"
    watcher.none()
    late = opened(PORT, "late")
    late.subscribe(("will/#", 1))
    assert late.message().retain == 1
    opened(PORT, "clears").publish("will/with", b"", 1, retain=True)


def will_delay():
    watcher = opened(PORT, "delay watcher")
    watcher.subscribe(("delay/#", 1))
    since = time.monotonic()
    opened(PORT, "returns", clean=False, encoded=KEPT, will=("delay/returns", "gone", 1, 0, prop(0x18, 2))).close()
    opened(PORT, "delayed", clean=False, encoded=KEPT, will=("delay/after", "gone", 1, 0, prop(0x18, 1))).close()
    opened(PORT, "ends", encoded=b"", will=("delay/session", "gone", 1, 0, prop(0x18, 1000))).close()
    back = opened(PORT, "returns", clean=False, encoded=KEPT)
    assert watcher.message().topic == "delay/session"
    assert watcher.message().topic == "delay/after"
    assert time.monotonic() - since >= 0.9
    until(3, since)
    watcher.none()
    back.leave()


def queued_while_away():
    for version in (4, 5):
        more = {"clean": False, "encoded": KEPT} if version == 5 else {"clean": False}
        line = opened(PORT, f"away{version}", version, **more)
        line.subscribe((f"away{version}/#", 2))
        line.leave()
        writer = opened(PORT, f"writer{version}", version)
        for i in range(20):
            assert writer.publish(f"away{version}/{i}", b"%d" % i, 1 + i % 2, identifier=i + 1) == 0
        line = opened(PORT, f"away{version}", version, **more)
        assert line.answer.present
        # None is acknowledged; all come again after the next connect, with DUP. The order is that of each QoS (MQTT-4.6.0-6).
        sent = [line.read() for _ in range(20)]
        for qos in (1, 2):
            assert [int(m.payload) for m in sent if m.qos == qos] == list(range(qos - 1, 20, 2)), sent
        assert not any(m.dup for m in sent)
        half = next(m for m in sent if m.qos == 2)
        line.send(ack(PUBREC, half.identifier))
        assert line.read().kind == PUBREL
        line.close()
        line = opened(PORT, f"away{version}", version, **more)
        assert line.answer.present
        again = [line.read() for _ in range(20)]
        assert [p.identifier for p in again if p.kind == PUBREL] == [half.identifier], again
        messages = [p for p in again if p.kind == PUBLISH]
        assert all(m.dup for m in messages) and {(m.payload, m.identifier) for m in messages} == {(m.payload, m.identifier) for m in sent if m is not half}
        line.send(ack(PUBCOMP, half.identifier))
        for m in messages:
            line.send(ack(PUBACK if m.qos == 1 else PUBREC, m.identifier))
            if m.qos == 2:
                assert line.read().kind == PUBREL
                line.send(ack(PUBCOMP, m.identifier))
        line.none()
        line.leave()
        line = opened(PORT, f"away{version}", version, **more)
        line.none()


def exactly_once_to_the_broker():
    reader = opened(PORT, "once reader")
    reader.subscribe(("once", 2))
    line = opened(PORT, "once", clean=False, encoded=KEPT)
    line.send(publish("once", b"1", 2, identifier=7))
    assert line.read().kind == PUBREC
    line.close()
    line = opened(PORT, "once", clean=False, encoded=KEPT)
    line.send(publish("once", b"1", 2, dup=True, identifier=7))
    assert line.read().kind == PUBREC
    line.send(ack(PUBREL, 7))
    assert line.read().kind == PUBCOMP
    assert reader.message().payload == b"1"
    reader.none()
    line.send(ack(PUBREL, 9))
    got = line.read()
    assert got.kind == PUBCOMP and got.code == 0x92, got


def session_expires():
    line = opened(PORT, "expires", clean=False, encoded=prop(0x11, 1))
    since = time.monotonic()
    line.leave()
    forever = opened(PORT, "zero at end", clean=False, encoded=KEPT)
    forever.send(packet(0xE0, b"\x00\x05" + prop(0x11, 0)))
    assert forever.read() is None
    assert not opened(PORT, "zero at end", clean=False, encoded=KEPT).answer.present
    until(3, since)
    assert not opened(PORT, "expires", clean=False, encoded=KEPT).answer.present


def message_expiry():
    line = opened(PORT, "slow", clean=False, encoded=KEPT)
    line.subscribe(("expiry/#", 1))
    line.leave()
    writer = opened(PORT, "expiry writer")
    since = time.monotonic()
    writer.publish("expiry/short", b"", 1, encoded=prop(0x02, 1))
    writer.publish("expiry/long", b"", 1, encoded=prop(0x02, 1000))
    writer.publish("expiry/kept", b"x", 1, retain=True, encoded=prop(0x02, 1))
    writer.publish("expiry/none", b"", 1)
    until(2.2, since)
    line = opened(PORT, "slow", clean=False, encoded=KEPT)
    got = line.message()
    assert got.topic == "expiry/long" and 900 < got.properties[0x02][0] <= 998, (got, got.properties)
    got = line.message()
    assert got.topic == "expiry/none" and 0x02 not in got.properties, got
    line.none()
    late = opened(PORT, "expiry late")
    late.subscribe(("expiry/kept", 1))
    late.none()


def receive_maximum():
    line = opened(PORT, "narrow", encoded=prop(0x21, 2))
    line.subscribe(("narrow", 2))
    writer = opened(PORT, "narrow writer")
    for i in range(6):
        writer.publish("narrow", b"%d" % i, 1 + i % 2)
    writer.send(publish("narrow", b"zero"))
    writer.none()
    window = [line.read() for _ in range(3)]
    held = [m for m in window if m.qos]
    assert [m.payload for m in held] == [b"0", b"1"] and [m.payload for m in window if not m.qos] == [b"zero"], window
    line.none()
    line.send(ack(PUBREC, held[1].identifier))
    assert line.read().kind == PUBREL
    line.none()
    line.send(ack(PUBCOMP, held[1].identifier))
    assert line.read().payload == b"2"
    line.send(ack(PUBACK, held[0].identifier))
    assert line.read().payload == b"3"
    line.none()


def above_our_receive_maximum():
    line = opened(PORT, "floods")
    maximum = line.answer.properties.get(0x21, [65535])[0]
    if maximum == 65535:
        return
    line.send(b"".join(publish("flood", b"", 2, identifier=i + 1) for i in range(maximum + 1)))
    got = [line.read() for _ in range(maximum + 1)]
    assert got[-1].kind == DISCONNECT and got[-1].code == 0x93, got[-1]


def maximum_packet_size():
    line = opened(PORT, "small", encoded=prop(0x27, 64))
    line.subscribe(("small", 1))
    writer = opened(PORT, "small writer")
    for payload in (b"a", b"x" * 100, b"b"):
        assert writer.publish("small", payload) == 0
    assert [line.message().payload for _ in range(2)] == [b"a", b"b"]
    line.none()
    limit = writer.answer.properties.get(0x27, [None])[0]
    if limit is not None:
        writer.send(b"\x30" + varint(limit + 1))
        got = writer.read()
        assert got.kind == DISCONNECT and got.code == 0x95, got


def topic_alias():
    line = opened(PORT, "alias reader", encoded=prop(0x22, 5))
    line.subscribe(("alias/#", 1))
    writer = opened(PORT, "alias writer")
    assert writer.answer.properties[0x22][0] >= 1
    writer.send(publish("alias/a", b"1", encoded=prop(0x23, 1)) + publish("", b"2", encoded=prop(0x23, 1)) + publish("alias/b", b"3", encoded=prop(0x23, 1)) + publish("", b"4", encoded=prop(0x23, 1)))
    known, topics = {}, []
    for _ in range(4):
        got = line.message()
        if 0x23 in got.properties:
            alias = got.properties[0x23][0]
            assert 1 <= alias <= 5
            if got.topic:
                known[alias] = got.topic
            topics.append(known[alias])
        else:
            topics.append(got.topic)
    assert topics == ["alias/a", "alias/a", "alias/b", "alias/b"], topics
    without = opened(PORT, "alias none")
    without.subscribe(("alias/#", 1))
    writer.send(publish("", b"5", encoded=prop(0x23, 1)))
    got = without.message()
    assert got.topic == "alias/b" and 0x23 not in got.properties
    fresh = opened(PORT, "alias writer")
    fresh.send(publish("", b"6", encoded=prop(0x23, 1)))
    assert fresh.read().code == 0x82


def identifiers_and_overlap():
    line = opened(PORT, "overlap")
    line.subscribe(("over/#", 1), encoded=prop(0x0B, 10))
    line.subscribe(("over/+", 2), encoded=prop(0x0B, 268435455))
    line.subscribe(("over/a", 0))
    writer = opened(PORT, "overlap writer")
    writer.publish("over/a", b"1", 2)
    got, seen, best = line.message(), [], 0
    line.send(b"\xc0\x00")
    while got.kind == PUBLISH:
        seen += got.properties.get(0x0B, [])
        best = max(best, got.qos)
        got = line.read()
    assert sorted(seen) == [10, 268435455] and best == 2, (seen, best)
    line.subscribe(("over/+", 1), encoded=prop(0x0B, 11))
    line.send(packet(0xA2, b"\x00\x05\x00" + text("over/#") + text("over/a") + text("over/absent")))
    assert line.read().codes == [0, 0, 0x11]
    writer.publish("over/b", b"2", 1)
    assert line.message().properties[0x0B] == [11]
    old = opened(PORT, "overlap 4", 4)
    old.subscribe(("old/#", 1), ("old/a", 2))
    writer.publish("old/a", b"3", 2)
    assert old.message().qos == 2
    old.none()


def options():
    line = opened(PORT, "options")
    writer = opened(PORT, "options writer")
    writer.publish("options/kept", b"k", 1, retain=True)
    assert line.subscribe(("options/kept", 1 | 0x10)) == [1]
    assert line.message().retain == 1
    line.subscribe(("options/kept", 1 | 0x10))
    line.none()
    line.subscribe(("options/kept", 1 | 0x20))
    line.none()
    line.subscribe(("options/kept", 1))
    assert line.message().retain == 1
    line.subscribe(("$share/g/options/kept", 1))
    line.none()
    line = opened(PORT, "options")
    line.subscribe(("options/new", 1 | 8), ("options/own", 1 | 4))
    writer.publish("options/new", b"n", 1, retain=True)
    assert line.message().retain == 1
    line.subscribe(("options/new", 1 | 0x20))
    writer.publish("options/new", b"n", 1, retain=True)
    assert line.message().retain == 0
    line.send(publish("options/own", b"mine"))
    line.none()
    writer.send(publish("options/own", b"theirs"))
    assert line.message().payload == b"theirs"
    for topic in ("options/kept", "options/new"):
        writer.publish(topic, b"", 1, retain=True)
    late = opened(PORT, "options late")
    late.subscribe(("options/#", 1))
    late.none()


def properties():
    line = opened(PORT, "properties")
    line.subscribe(("properties", 2))
    writer = opened(PORT, "properties writer")
    sent = [prop(0x01, 1), prop(0x03, "application/json"), prop(0x08, "answer/here"), prop(0x09, b"\x00\xff\x01"), prop(0x26, ("a", "1")), prop(0x26, ("b", "")), prop(0x26, ("a", "2"))]
    for qos in (1, 2):
        writer.publish("properties", "{\"ü\":1}".encode(), qos, encoded=b"".join(sent))
        got = line.message().properties
        assert got == {0x01: [1], 0x03: ["application/json"], 0x08: ["answer/here"], 0x09: [b"\x00\xff\x01"], 0x26: [("a", "1"), ("b", ""), ("a", "2")]}, got


def wildcards():
    line = opened(PORT, "wild")
    line.subscribe(("wild/a/#", 0))
    writer = opened(PORT, "wild writer")
    for topic in ("wild/a", "wild/a/", "wild/a/b/c", "wild/ab", "wild"):
        writer.send(publish(topic))
    writer.none()
    assert [line.message().topic for _ in range(3)] == ["wild/a", "wild/a/", "wild/a/b/c"]
    line.none()
    line = opened(PORT, "wild plus")
    line.subscribe(("+/wx", 0))
    for topic in ("a/wx", "/wx", "a/b/wx", "wx", "a/wx/"):
        writer.send(publish(topic))
    writer.none()
    assert [line.message().topic for _ in range(2)] == ["a/wx", "/wx"]
    line.none()
    line = opened(PORT, "wild all", 4)
    line.subscribe(("#", 0), ("+/+", 0), ("+/broker/#", 0))
    seen = set()
    line.send(b"\xc0\x00")
    got = line.read()
    while got.kind == PUBLISH:
        seen.add(got.topic)
        got = line.read()
    assert not any(topic.startswith("$") for topic in seen), seen
    system = opened(PORT, "wild system", 4)
    assert system.subscribe(("$SYS/#", 0)) == [0]
    assert system.message().topic.startswith("$SYS/")
    line.none()


def shared():
    lines = [opened(PORT, f"shared{i}", 4 + i % 2) for i in range(2)]
    for line in lines:
        line.subscribe(("$share/group/shared/#", 1))
    alone = opened(PORT, "not shared")
    alone.subscribe(("shared/#", 1))
    writer = opened(PORT, "shared writer")
    for i in range(40):
        writer.publish(f"shared/{i}", b"%d" % i, 1)
    each = []
    for line in lines:
        line.send(b"\xc0\x00")
        mine = []
        got = line.read()
        while got.kind == PUBLISH:
            mine.append(int(got.payload))
            line.send(ack(PUBACK, got.identifier))
            got = line.read()
        each.append(mine)
    assert sorted(each[0] + each[1]) == list(range(40)) and all(each), each
    assert [int(alone.message().payload) for _ in range(40)] == list(range(40))


def large():
    reader = opened(PORT, "large reader")
    reader.subscribe(("large", 2))
    payload = bytes(range(256)) * 4096
    writer = opened(PORT, "large writer")
    assert writer.publish("large", payload, 2) == 0
    assert reader.message().payload == payload


def byte_by_byte():
    for version in (4, 5):
        line = Line(PORT, version)
        for byte in connect("bytes", version) + subscribe(("bytes", 1), version=version) + publish("bytes", b"x" * 200, 1, version=version):
            line.send(bytes([byte]))
        kinds = [line.read().kind for _ in range(4)]
        assert kinds[:2] == [CONNACK, SUBACK] and sorted(kinds[2:]) == [PUBLISH, PUBACK], kinds


def pipelined():
    line = Line(PORT)
    line.send(connect("pipe") + subscribe(("pipe", 0)) + publish("pipe", b"x", 1) + b"\xc0\x00")
    kinds = [line.read().kind for _ in range(5)]
    assert kinds[:2] == [CONNACK, SUBACK] and sorted(kinds[2:]) == [PUBLISH, PUBACK, PINGRESP], kinds


def reserved_topics():
    for topic in ("$SYS/a", "$SYS"):
        line = opened(PORT, "reserved")
        line.send(publish(topic, b"x", 1))
        got = line.read()
        assert got.code in (0x87, 0x90), got


# Those that wait for time to pass wait together.
WAITING = [keep_alive, will_delay, session_expires, message_expiry]
CASES = [longest_and_empty_client_id, takeover, will, queued_while_away, exactly_once_to_the_broker, receive_maximum, above_our_receive_maximum,
         maximum_packet_size, topic_alias, identifiers_and_overlap, options, properties, wildcards, shared, large, byte_by_byte, pipelined, reserved_topics]
run(*([(case.__name__.replace("_", " "), case) for case in cases] for cases in (CASES, WAITING)))
