"""paho-mqtt against the plant's broker: every QoS both ways between the versions, retained, will, sessions, the properties of MQTT 5."""
import sys
import threading

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from mqtt_wire import run

PORT = int(sys.argv[1])
PATIENCE = 30


class Peer:
    def __init__(self, name, version=5, clean=True, connect=None, will=None):
        self.five = version == 5
        more = {"callback_api_version": mqtt.CallbackAPIVersion.VERSION1} if hasattr(mqtt, "CallbackAPIVersion") else {}
        more |= {"protocol": mqtt.MQTTv5} if self.five else {"protocol": mqtt.MQTTv311, "clean_session": clean}
        self.client = mqtt.Client(client_id=name, **more)
        self.messages, self.codes = [], {}
        self.some, self.up, self.down = threading.Condition(), threading.Event(), threading.Event()
        self.client.on_connect = self.on_connect
        self.client.on_message = self.on_message
        self.client.on_subscribe = lambda c, u, mid, codes, *a: self.tell(self.codes.__setitem__, mid, [getattr(x, "value", x) for x in codes])
        self.client.on_publish = lambda c, u, mid, *a: self.tell(self.codes.__setitem__, mid, 0)
        self.client.on_disconnect = lambda *a: self.down.set()
        if will:
            self.client.will_set(*will)
        if self.five:
            self.client.connect("127.0.0.1", PORT, 30, clean_start=clean, properties=connect)
        else:
            self.client.connect("127.0.0.1", PORT, 30)
        self.client.loop_start()
        assert self.up.wait(PATIENCE), "no CONNACK"

    def tell(self, what, *arguments):
        with self.some:
            what(*arguments)
            self.some.notify_all()

    def on_connect(self, client, userdata, flags, code, properties=None):
        self.present, self.refused = flags["session present"], getattr(code, "value", code)
        self.up.set()

    def on_message(self, client, userdata, message):
        self.tell(self.messages.append, message)

    def answer(self, mid):
        with self.some:
            assert self.some.wait_for(lambda: mid in self.codes, PATIENCE), "no answer"
            return self.codes.pop(mid)

    def subscribe(self, topic, qos, properties=None):
        mid = (self.client.subscribe(topic, options=SubscribeOptions(qos), properties=properties) if self.five else self.client.subscribe(topic, qos))[1]
        return self.answer(mid)

    def publish(self, topic, payload, qos=1, retain=False, **properties):
        made = of(PacketTypes.PUBLISH, **properties) if properties else None
        return self.answer(self.client.publish(topic, payload, qos, retain, **({"properties": made} if made else {})).mid)

    def take(self):
        with self.some:
            assert self.some.wait_for(lambda: self.messages, PATIENCE), "no message"
            return self.messages.pop(0)

    def leave(self):
        self.client.disconnect()
        self.client.loop_stop()

    def fail(self):
        self.client.loop_stop()
        self.client._sock_close()


def of(kind, **values):
    made = Properties(kind)
    for name, value in values.items():
        setattr(made, name, value)
    return made


def every_qos():
    for publisher in (4, 5):
        for subscriber in (4, 5):
            a, b = Peer("a", publisher), Peer("b", subscriber)
            for granted in (0, 1, 2):
                assert b.subscribe("qos/+", granted) == [granted]
                for qos in (0, 1, 2):
                    a.publish(f"qos/{qos}", f"{granted}{qos}", qos)
                for qos in (0, 1, 2):
                    m = b.take()
                    assert (m.topic, m.qos, m.payload.decode()) == (f"qos/{qos}", min(qos, granted), f"{granted}{qos}"), (m.topic, m.qos, m.payload)
            a.leave(), b.leave()


def retained():
    for version in (4, 5):
        a = Peer("a", version)
        for payload, expected in (("one", "one"), ("two", "two"), ("", None)):
            a.publish("kept/x", payload, 1, True)
            a.publish("kept/y", "last", 1, True)
            late = Peer("late", version)
            late.subscribe("kept/#", 1)
            seen = [late.take() for _ in range(2 if expected else 1)]
            assert all(m.retain for m in seen)
            assert {m.topic: m.payload.decode() for m in seen} == ({"kept/x": expected} if expected else {}) | {"kept/y": "last"}
            late.leave()
        a.publish("kept/y", "", 1, True)
        a.leave()


def will():
    for version in (4, 5):
        watcher = Peer("watcher", version)
        watcher.subscribe("will", 2)
        Peer("dies", version, will=("will", "gone", 2, True)).fail()
        m = watcher.take()
        assert (m.payload, m.qos, m.retain) == (b"gone", 2, False)
        late = Peer("late", version)
        late.subscribe("will", 0)
        assert late.take().retain
        late.publish("will", "", 1, True)
        assert watcher.take().payload == b""
        late.leave(), watcher.leave()


def sessions():
    for version in (4, 5):
        connect = of(PacketTypes.CONNECT, SessionExpiryInterval=1000) if version == 5 else None
        s = Peer(f"paho-away{version}", version, clean=False, connect=connect)
        assert not s.present, "a session before the first"
        s.subscribe(f"paho-away{version}", 2)
        s.leave()
        a = Peer("a", version)
        for i in range(30):
            a.publish(f"paho-away{version}", str(i), 1 + i % 2)
        s = Peer(f"paho-away{version}", version, clean=False, connect=connect)
        assert s.present, "no session"
        assert sorted((int(m.payload), m.qos) for m in (s.take() for _ in range(30))) == [(i, 1 + i % 2) for i in range(30)]
        s.leave()
        for clean in (True, False):
            s = Peer(f"paho-away{version}", version, clean=clean)
            assert not s.present, "a session that clean start had ended"
            s.leave()
        a.leave()


def five():
    a = Peer("a", connect=of(PacketTypes.CONNECT, SessionExpiryInterval=0, MaximumPacketSize=200, ReceiveMaximum=3))
    b = Peer("b", 4)
    assert a.subscribe("five/#", 2, of(PacketTypes.SUBSCRIBE, SubscriptionIdentifier=77)) == [2]
    b.subscribe("five/#", 0)
    w = Peer("w")
    w.publish("five/x", "x", 2, UserProperty=[("a", "1"), ("a", "2")], ContentType="json", ResponseTopic="five/answer", CorrelationData=b"\x01\x00", MessageExpiryInterval=1000, PayloadFormatIndicator=1)
    m = a.take()
    p = m.properties
    assert p.UserProperty == [("a", "1"), ("a", "2")] and p.ContentType == "json" and p.ResponseTopic == "five/answer" and p.CorrelationData == b"\x01\x00", p
    assert p.SubscriptionIdentifier == [77] and p.PayloadFormatIndicator == 1 and 0 < p.MessageExpiryInterval <= 1000, p
    w.publish("five/large", "x" * 300, 1)
    for i in range(10):
        w.publish(f"five/{i}", "x", 1 + i % 2)
    assert sorted(a.take().topic for _ in range(10)) == [f"five/{i}" for i in range(10)]
    assert [b.take().topic for _ in range(12)][:2] == ["five/x", "five/large"]
    w.publish("five/alias", "1", 1, TopicAlias=1)
    w.publish("", "2", 1, TopicAlias=1)
    assert [a.take().topic for _ in range(2)] == ["five/alias"] * 2
    for each in (a, b, w):
        each.leave()


def shared():
    members = [Peer(f"member{i}", 4 + i) for i in range(2)]
    for member in members:
        member.subscribe("$share/group/work", 1)
    a = Peer("a")
    for i in range(50):
        a.publish("work", str(i), 1)
    got = []
    pause = threading.Event()
    for _ in range(PATIENCE * 20):
        got = [int(m.payload) for member in members for m in list(member.messages)]
        if len(got) >= 50:
            break
        pause.wait(0.05)
    assert sorted(got) == list(range(50)) and all(member.messages for member in members), got
    for each in (*members, a):
        each.leave()


def takeover():
    for version in (4, 5):
        old = Peer("twice", version)
        old.client.reconnect_delay_set(60, 60)
        new = Peer("twice", version)
        assert old.down.wait(PATIENCE), "the older connection goes on"
        assert new.client.is_connected()
        new.leave()


def large():
    payload = bytes(range(256)) * 4096
    for version in (4, 5):
        a, b = Peer("a", version), Peer("b", version)
        b.subscribe("large", 2)
        a.publish("large", payload, 2)
        assert b.take().payload == payload
        a.leave(), b.leave()


run([(case.__name__.replace("_", " "), case) for case in (every_qos, retained, will, sessions, five, shared, takeover, large)])
