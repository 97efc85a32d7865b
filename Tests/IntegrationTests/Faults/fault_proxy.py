#!/usr/bin/env python3
"""A proxy before an API server that spoils one call.

Speaks HTTP/1.1 on loopback, and TLS with a client certificate to the server behind it. Reads one line of JSON from
standard input:
  upstream   host and port of the server
  folder     where ca.pem, client.pem and client.key are
  operation  which call is spoiled: as printed by `name_of`; none when empty
  nth        the how-manieth of these, from 1
  fault      how; see `spoil` and `relay`
Prints its port, and when standard input ends, one line of JSON: every operation that was asked for, in order.
"""
import json
import re
import socket
import ssl
import struct
import sys
import threading
import time
from urllib.parse import parse_qsl, unquote

plan = json.loads(sys.stdin.readline())
context = ssl.create_default_context(cafile=plan["folder"] + "/ca.pem")
context.check_hostname = False
context.load_cert_chain(plan["folder"] + "/client.pem", plan["folder"] + "/client.key")
lock = threading.Lock()
seen = []
silent = []

# Objects of a run are named after it and numbered: they are one kind of call.
OWN = re.compile(r"(/(?:pods|services|events|endpointslices)/)[^/]+")


def name_of(method, target):
    """`GET /api/v1/nodes`, `watch /api/v1/pods`, `exec in kube-system: cilium-dbg status`: what a call is, without what
    differs from run to run."""
    path, _, query = target.partition("?")
    fields = parse_qsl(query)
    if path.endswith("/exec"):
        words = [value for key, value in fields if key == "command"]
        # `timeout SECONDS` is not what is asked.
        words = words[2:] if words[:1] == ["timeout"] else words
        text = re.sub(r"[\w.:-]*\d[\w.:-]*", "#", " ".join(words))
        return f"exec in {path.split('/')[4]}: {text[:120]}"
    path = OWN.sub(r"\1*", unquote(path))
    return f"{'watch' if ('watch', 'true') in fields else method} {path}"


def is_spoiled(operation):
    with lock:
        seen.append(operation)
        return operation == plan["operation"] and seen.count(operation) == plan["nth"]


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


STATUS = {
    "401": ("401 Unauthorized", "Unauthorized", ""),
    "429": ("429 Too Many Requests", "TooManyRequests", "Retry-After: 1\r\n"),
    "500": ("500 Internal Server Error", "InternalError", ""),
    "503": ("503 Service Unavailable", "ServiceUnavailable", ""),
}


def spoil(connection, fault):
    """Answers in the server's place; false for a fault that spoils the server's own answer."""
    if fault in STATUS:
        line, reason, extra = STATUS[fault]
        body = json.dumps({"kind": "Status", "status": "Failure", "reason": reason, "message": "injected", "code": int(fault)})
    elif fault == "garbled":
        line, extra, body = "200 OK", "", "<html>an error page of something in between</html>"
    elif fault == "reset":
        reset(connection)
        return True
    elif fault == "silent":
        silent.append(connection)
        return True
    else:
        return False
    head = f"HTTP/1.1 {line}\r\n{extra}Content-Type: application/json\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    connection.sendall((head + body).encode())
    connection.close()
    return True


def relay(source, sink, limit=None, end=None):
    """Copies until the source ends, or until `limit` bytes of body have passed and `end` ends both."""
    passed = b""
    total = 0
    try:
        while data := source.recv(65536):
            if limit is not None:
                passed += data
                head = passed.find(b"\r\n\r\n")
                if head >= 0 and len(passed) > head + 4 + limit:
                    sink.sendall(passed[total : head + 4 + limit])
                    return end(sink)
            sink.sendall(data)
            total += len(data)
        if limit is None or end is None:
            sink.shutdown(socket.SHUT_WR)
        else:
            # Shorter than the limit: what is left out is its end.
            end(sink)
    except OSError:
        pass


def serve(connection):
    data = b""
    try:
        while b"\r\n\r\n" not in data:
            more = connection.recv(65536)
            if not more:
                return connection.close()
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        method, target, _ = lines[0].split(" ")
        fields = {line.split(":", 1)[0].lower(): line.split(":", 1)[1].strip() for line in lines[1:]}
        while len(body) < int(fields.get("content-length", 0)):
            body += connection.recv(65536)
        fault = plan["fault"] if is_spoiled(name_of(method, target)) else None
        if fault and spoil(connection, fault):
            return
        if fault == "slow":
            time.sleep(4)
        if "upgrade" not in fields:
            lines = [line for line in lines if not line.lower().startswith("connection:")] + ["Connection: close"]
        server = context.wrap_socket(socket.create_connection(tuple(plan["upstream"])), server_hostname=plan["upstream"][0])
        server.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        threading.Thread(target=relay, args=(connection, server), daemon=True).start()
        ends = {"cut": lambda sink: sink.close(), "reset-midway": reset, "lost": reset}
        if fault in ends:
            # `lost`: the server has done what was asked, and its answer never comes.
            if fault == "lost":
                server.recv(65536)
                reset(connection)
            else:
                relay(server, connection, 20, ends[fault])
            server.close()
        else:
            relay(server, connection)
            server.close()
            connection.close()
    except (OSError, ValueError):
        connection.close()


listener = socket.create_server(("127.0.0.1", 0), backlog=256)
print(listener.getsockname()[1], flush=True)


def accept():
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


threading.Thread(target=accept, daemon=True).start()
sys.stdin.read()
with lock:
    print(json.dumps(seen), flush=True)
