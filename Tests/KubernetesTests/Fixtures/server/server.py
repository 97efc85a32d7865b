"""A small TLS server on loopback for the transport tests; dies when its standard input closes."""
import json, os, shutil, socket, ssl, struct, sys, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

folder, recordings = sys.argv[1], sys.argv[2]
seen = {}
lock = threading.Lock()
gathering = threading.Barrier(40)


def count(key):
    with lock:
        seen[key] = seen.get(key, 0) + 1
        return seen[key]


def frame(opcode, payload):
    n = len(payload)
    if n < 126:
        head = struct.pack(">BB", 0x80 | opcode, n)
    elif n < 65536:
        head = struct.pack(">BBH", 0x80 | opcode, 126, n)
    else:
        head = struct.pack(">BBQ", 0x80 | opcode, 127, n)
    return head + payload


SUCCESS = frame(2, b'\x03{"metadata":{},"status":"Success"}') + frame(8, b"\x03\xe8")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 600

    def log_message(self, *args):
        pass

    def answer(self, code, value, headers=()):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(code)
        for name, text in headers:
            self.send_header(name, text)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def status(self, code, reason, headers=()):
        self.answer(code, {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
                           "message": reason, "reason": reason, "code": code}, headers)

    def do_any(self):
        url = urlsplit(self.path)
        query = parse_qs(url.query)
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length).decode()
        name = url.path.rsplit("/", 1)[-1]
        key = query.get("labelSelector", [name])[0]
        if url.path.endswith("/exec"):
            return self.exec(query)
        if "watch" in query:
            return self.watch(key, query)
        if name == "echo":
            peer = self.connection.getpeercert() if hasattr(self.connection, "getpeercert") else None
            subject = dict(x[0] for x in (peer or {}).get("subject", ()))
            return self.answer(200, {"metadata": {"name": name}, "data": {
                "method": self.command, "path": url.path, "query": url.query, "body": body,
                "user": subject.get("commonName", ""), "port": str(self.client_address[1]),
                **{k.lower(): v for k, v in self.headers.items()}}})
        if name == "busy":
            if count("busy") <= 2:
                return self.status(429, "TooManyRequests", [("Retry-After", "0")])
            return self.answer(200, {"metadata": {"name": "busy"}})
        if name == "swamped":
            count("swamped")
            return self.status(429, "TooManyRequests", [("Retry-After", "0")])
        if name == "count":
            return self.answer(200, {"metadata": {"name": "count"}, "data": {k: str(v) for k, v in seen.items()}})
        if name == "slow":
            time.sleep(600)
            return self.answer(200, {"metadata": {"name": "slow"}})
        if name == "pause":
            with lock:
                seen["now"] = seen.get("now", 0) + 1
                seen["most"] = max(seen.get("most", 0), seen["now"])
            time.sleep(0.15)
            with lock:
                seen["now"] -= 1
            return self.answer(200, {"metadata": {"name": "pause"}})
        if name == "cut":
            if count("cut") == 1:
                self.close_connection = True
                self.connection.close()
                return
            return self.answer(200, {"metadata": {"name": "cut"}})
        if name == "renew":
            if self.headers.get("Authorization") == "Bearer second":
                return self.answer(200, {"metadata": {"name": "renew"}})
            return self.status(401, "Unauthorized")
        if name == "configmaps":
            return self.pages(key, query)
        return self.status(404, "NotFound")

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_any

    def pages(self, key, query):
        if key == "app=expired" and "continue" in query and count("expired") == 1:
            return self.status(410, "Expired")
        start = int(query.get("continue", ["0"])[0])
        size = int(query.get("limit", ["500"])[0])
        total = 1 if key.startswith("watch=") else 5
        end = min(start + size, total)
        items = [{"metadata": {"name": "c%d" % i}} for i in range(start, end)]
        more = str(end) if end < total else ""
        self.answer(200, {"metadata": {"resourceVersion": "10", "continue": more}, "items": items})

    def chunk(self, data):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def watch(self, key, query):
        n = count(key)
        if key == "watch=renewed" and self.headers.get("Authorization") != "Bearer second":
            return self.status(401, "Unauthorized")
        if key == "watch=short" and n > 1:
            with lock:
                pause = time.monotonic() - seen[key + " end"]
                seen[key + " pause"] = min(pause, seen.get(key + " pause", pause))
        version = query.get("resourceVersion", [""])[0]
        with lock:
            seen[key + " versions"] = str(seen.get(key + " versions", "")) + version + ","
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

        def event(kind, name, version):
            return json.dumps({"type": kind, "object": {"metadata": {"name": name, "resourceVersion": version}}}).encode() + b"\n"
        if key == "watch=renewed":
            self.chunk(event("ADDED", "renewed", "20"))
        if key == "watch=short":
            if n < 3:
                with lock:
                    seen[key + " end"] = time.monotonic()
                return self.wfile.write(b"0\r\n\r\n")
            self.chunk(event("ADDED", "third", "20"))
        if key == "watch=endless" or n > 3:
            self.chunk(event("ADDED", "endless", "20"))
            try:
                for _ in range(200):
                    time.sleep(0.1)
                    self.chunk(event("BOOKMARK", "", "21"))
            except OSError:
                count("watch gone")
            return
        if n == 1:
            line = event("MODIFIED", "grün".encode().decode(), "11")
            self.chunk(line[:37])
            time.sleep(0.05)
            self.chunk(line[37:] + event("BOOKMARK", "", "12"))
        elif n == 2:
            self.chunk(event("DELETED", "c0", "13"))
        else:
            self.chunk(b'{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",'
                       b'"message":"too old resource version: 1 (5762)","reason":"Expired","code":410}}\n')
        self.wfile.write(b"0\r\n\r\n")

    def read_frame(self):
        first, second = self.rfile.read(2)
        n = second & 0x7F
        if n == 126:
            n, = struct.unpack(">H", self.rfile.read(2))
        elif n == 127:
            n, = struct.unpack(">Q", self.rfile.read(8))
        if not second & 0x80:
            raise ValueError("client frames must be masked")
        mask = self.rfile.read(4)
        return first & 15, bytes(b ^ mask[i % 4] for i, b in enumerate(self.rfile.read(n)))

    def exec(self, query):
        self.close_connection = True
        command = query["command"][0]
        recording = os.path.join(recordings, "ws-%s.raw" % command)
        if os.path.exists(recording):
            data = open(recording, "rb").read()
            for i in range(0, len(data), 97):
                self.wfile.write(data[i:i + 97])
                self.wfile.flush()
            time.sleep(0.2)
            return
        if command == "mute":
            return time.sleep(5)
        offered = [x.strip() for x in self.headers["Sec-WebSocket-Protocol"].split(",")]
        self.wfile.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                         b"Sec-WebSocket-Protocol: " + offered[0].encode() + b"\r\n\r\n" + frame(2, b"\x01"))
        if command == "hang":
            try:
                while True:
                    opcode, payload = self.read_frame()
                    if opcode == 8:
                        return count("hang close frame")
            except Exception:
                return
        if command == "cat":
            while True:
                opcode, payload = self.read_frame()
                if payload[:1] == b"\x00":
                    self.wfile.write(frame(2, b"\x01" + payload[1:]))
                elif payload == b"\xff\x00":
                    break
        if command == "large":
            for i in range(256):
                self.wfile.write(frame(2, b"\x01" + bytes([i]) * 32768))
        if command == "gather":
            # Answers only when so many sessions are open at once; one after another none would end.
            gathering.wait(timeout=600)
            self.wfile.write(frame(2, b"\x01" + query["command"][1].encode()))
        if command == "ping":
            opcode, payload = self.read_frame()
            self.wfile.write(frame(2, b"\x01" + str(opcode).encode()))
            self.wfile.write(frame(10, payload))
        if command == "vanish":
            self.wfile.write(frame(2, b"\x01" + b"half of the out"))
            return
        if command == "linger":
            self.wfile.write(SUCCESS[:-4])
            # Open until the client leaves.
            while self.connection.recv(4096):
                pass
            return
        self.wfile.write(SUCCESS)
        self.wfile.flush()
        time.sleep(0.2)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def get_request(self):
        connection, address = self.socket.accept()
        return context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request, address):
        pass


def pump(source, target):
    try:
        while True:
            data = source.recv(65536)
            if not data:
                break
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def proxy(listener, greet):
    """A proxy that leads everything to the server, whatever host was asked for, and counts by name."""
    def serve(client):
        try:
            count("proxied " + greet(client))
            upstream = socket.create_connection(("127.0.0.1", server.server_address[1]))
            threading.Thread(target=pump, args=(upstream, client), daemon=True).start()
            pump(client, upstream)
        except OSError:
            pass
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()


def greet_http(client):
    head = b""
    while b"\r\n\r\n" not in head:
        head += client.recv(4096)
    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
    return head.decode().split("\r\n")[0]


def greet_socks(client):
    """RFC 1928, with the name resolved by the proxy."""
    version, methods = client.recv(2)
    client.recv(methods)
    client.sendall(b"\x05\x00")
    version, command, _, kind, length = client.recv(5)
    host = client.recv(length).decode() if kind == 3 else "address %d" % kind
    client.recv(2 if kind == 3 else 5)
    client.sendall(b"\x05\x00\x00\x01" + bytes(6))
    return "SOCKS " + host


def start_proxy(greet):
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=proxy, args=(listener, greet), daemon=True).start()
    return listener.getsockname()[1]


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(folder + "/server.pem", folder + "/server.key")
context.load_verify_locations(folder + "/ca.pem")
context.verify_mode = ssl.CERT_OPTIONAL
server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], start_proxy(greet_http), start_proxy(greet_socks), flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
shutil.rmtree(folder, ignore_errors=True)
