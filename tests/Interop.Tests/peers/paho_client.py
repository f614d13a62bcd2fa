"""paho-mqtt against a broker: every QoS in both versions, retained, will, session. Prints 'ok NAME' for each, then 'done'."""
import sys
import threading

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

PORT = int(sys.argv[1])
PATIENCE = 30


class Peer:
    def __init__(self, name, version, clean=True, expiry=0, will=None):
        self.five = version == 5
        kind = mqtt.MQTTv5 if self.five else mqtt.MQTTv311
        self.client = mqtt.Client(name, protocol=kind) if self.five else mqtt.Client(name, clean_session=clean, protocol=kind)
        self.arrived = threading.Semaphore(0)
        self.messages = []
        self.up, self.subscribed, self.published = (threading.Semaphore(0) for _ in range(3))
        self.flags = None
        self.client.on_connect = self.on_connect
        self.client.on_message = self.on_message
        self.client.on_subscribe = lambda *a: self.subscribed.release()
        self.client.on_publish = lambda *a: self.published.release()
        if will:
            self.client.will_set(will, "gone", 1, True)
        if self.five:
            properties = Properties(PacketTypes.CONNECT)
            properties.SessionExpiryInterval = expiry
            self.client.connect("127.0.0.1", PORT, 30, clean_start=clean, properties=properties)
        else:
            self.client.connect("127.0.0.1", PORT, 30)
        self.client.loop_start()
        assert self.up.acquire(timeout=PATIENCE), "no CONNACK"

    def on_connect(self, client, userdata, flags, code, properties=None):
        assert (code.value if self.five else code) == 0, code
        self.flags = flags
        self.up.release()

    def on_message(self, client, userdata, message):
        self.messages.append(message)
        self.arrived.release()

    def subscribe(self, topic, qos):
        self.client.subscribe(topic, options=SubscribeOptions(qos)) if self.five else self.client.subscribe(topic, qos)
        assert self.subscribed.acquire(timeout=PATIENCE), "no SUBACK"

    def publish(self, topic, payload, qos=0, retain=False, properties=None):
        self.client.publish(topic, payload, qos, retain, **({"properties": properties} if self.five else {}))
        assert self.published.acquire(timeout=PATIENCE), "not acknowledged"

    def take(self):
        assert self.arrived.acquire(timeout=PATIENCE), "no message"
        return self.messages.pop(0)

    def leave(self):
        self.client.disconnect()
        self.client.loop_stop()

    def fail(self):
        self.client.loop_stop()
        self.client._sock_close()


for version in (4, 5):
    a, b = Peer(f"a{version}", version), Peer(f"b{version}", version)
    for qos in (0, 1, 2):
        b.subscribe(f"p{version}/{qos}", qos)
        a.publish(f"p{version}/{qos}", b"x" * (200_000 if qos == 1 else 10), qos)
        m = b.take()
        assert m.qos == qos and len(m.payload) in (10, 200_000), (m.qos, len(m.payload))
        print(f"ok {version} qos {qos}", flush=True)
    a.publish(f"p{version}/kept", "kept", 1, True)
    b.subscribe(f"p{version}/kept", 2)
    m = b.take()
    assert m.retain and m.payload == b"kept"
    print(f"ok {version} retained", flush=True)
    b.subscribe(f"p{version}/will", 1)
    Peer(f"w{version}", version, will=f"p{version}/will").fail()
    assert b.take().payload == b"gone"
    print(f"ok {version} will", flush=True)
    s = Peer(f"s{version}", version, clean=False, expiry=100)
    s.subscribe(f"p{version}/session", 2)
    s.leave()
    a.publish(f"p{version}/session", "later", 2)
    s = Peer(f"s{version}", version, clean=False, expiry=100)
    assert s.take().payload == b"later"
    print(f"ok {version} session", flush=True)
    if version == 5:
        properties = Properties(PacketTypes.PUBLISH)
        properties.UserProperty = [("a", "1"), ("a", "2")]
        properties.ContentType = "json"
        properties.CorrelationData = b"\x01\x02"
        a.publish("p5/0", "with", 0, False, properties)
        m = b.take()
        assert m.properties.UserProperty == [("a", "1"), ("a", "2")] and m.properties.ContentType == "json", m.properties
        print("ok 5 properties", flush=True)
    for each in (a, b, s):
        each.leave()
print("done", flush=True)
