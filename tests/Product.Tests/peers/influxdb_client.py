"""The client library of InfluxDB 1 (Debian: python3-influxdb) writes to a node: port, token, time in seconds."""
import sys

from influxdb import InfluxDBClient
from influxdb.exceptions import InfluxDBClientError

port, token, now = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])


def point(second, fields):
    return {"measurement": "my press", "tags": {"site": "a=b, c"}, "time": now + second, "fields": fields}


for gzip, second in ((False, 0), (True, 1)):
    client = InfluxDBClient(host="127.0.0.1", port=port, username="any", password=token, database="plant", gzip=gzip)
    assert client.ping(), "no ping"
    assert client.write_points([point(second, {"t": 1.5 + second, "n": second, "on": True, "say": 'say "hi" \\ bye'})], time_precision="s")
try:
    client.write_points([point(2, {"t": "text"})], time_precision="s")
    raise SystemExit("another type was taken")
except InfluxDBClientError as refused:
    assert refused.code == 400 and "line 1: field 't' is string here" in str(refused), refused
print("done")
