#!/usr/bin/env python3
"""Measures a release build of the daemon with real Envoy proxies: python3 Benchmarks/live.py [PROGRAM]

Prints what the issue puts a number on: commit to the first canary's confirmation, the cost of one changed Mapping among
10,000 in time and bytes, resident memory, and whether 200 changes under constant traffic fail a request.
"""
import http.server, json, os, re, shutil, signal, socket, subprocess, sys, tempfile, threading, time, urllib.request

PROGRAM = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ".build/release/nuncio")
ENVOY = os.path.abspath(".tools/envoy-1.40.0/bin/envoy")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("content-length", "3")
        self.end_headers()
        self.wfile.write(b"ok\n")

    def log_message(self, *_):
        pass


def backend():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


class Gateway:
    def __init__(self, hold="1s", interval="1s"):
        self.interval = interval
        self.folder = tempfile.mkdtemp(prefix="nb-", dir="/tmp")
        self.port, self.admin = free_port(), free_port()
        self.repo = self.folder + "/repo"
        os.mkdir(self.repo)
        self.git("init", "-q", "-b", "main", ".")
        self.git("config", "user.email", "bench@example.com")
        self.git("config", "user.name", "bench")
        with open(self.folder + "/fleet.yaml", "w") as f:
            f.write("apiVersion: nuncio.dev/v1alpha1\nkind: Fleet\nmetadata: {name: edge}\nspec: {proxies: 3, stages: "
                    "[{proxies: 1, hold: %s}, {proxies: 100%%, hold: %s}]}\n" % (hold, hold))

    def git(self, *arguments):
        subprocess.run(("git", "-C", self.repo) + arguments, check=True, stdout=subprocess.DEVNULL)

    def write(self, name, text):
        with open(f"{self.repo}/{name}", "w") as f:
            f.write(text)

    def listener(self):
        return ("apiVersion: getambassador.io/v3alpha1\nkind: Listener\nmetadata: {name: http, namespace: edge}\n"
                "spec: {port: %d, protocol: HTTP, securityModel: XFP, hostBinding: {namespace: {from: ALL}}}\n" % self.port)

    @staticmethod
    def host(name, hostname):
        return ("---\napiVersion: getambassador.io/v3alpha1\nkind: Host\nmetadata: {name: %s, namespace: edge}\n"
                "spec: {hostname: \"%s\", requestPolicy: {insecure: {action: Route}}}\n" % (name, hostname))

    @staticmethod
    def mapping(name, hostname, prefix, port, extra=""):
        return ("---\napiVersion: getambassador.io/v3alpha1\nkind: Mapping\nmetadata: {name: %s, namespace: shop}\n"
                "spec: {hostname: \"%s\", prefix: %s, service: \"127.0.0.1:%d\"%s}\n" % (name, hostname, prefix, port, extra))

    def commit(self, message):
        self.git("add", "--all")
        self.git("commit", "-q", "-m", message)
        return time.time()

    def start(self):
        self.log = open(self.folder + "/log", "a")
        self.process = subprocess.Popen(
            [PROGRAM, "run", "--repo", self.repo, "--config", self.folder + "/fleet.yaml", "--state", self.folder + "/s", "--interval", self.interval,
             "--bind", "127.0.0.1", "--admin", f"127.0.0.1:{self.admin}", "--envoy", ENVOY], stderr=self.log)

    def status(self):
        with open(self.folder + "/s/token") as f:
            token = f.read().strip()
        request = urllib.request.Request(f"http://127.0.0.1:{self.admin}/api/v1/status", headers={"authorization": "Bearer " + token})
        return json.load(urllib.request.urlopen(request, timeout=5))

    def wait(self, done, seconds=120):
        end = time.time() + seconds
        while time.time() < end:
            try:
                status = self.status()
                if done(status):
                    return status
            except OSError:
                pass
            time.sleep(0.01)
        sys.exit("timed out; log:\n" + open(self.folder + "/log").read())

    def live(self, number):
        return self.wait(lambda s: (s.get("stable") or {}).get("number", 0) >= number and "candidate" not in s
                         and all(p.get("release") == s["stable"]["number"] for p in s["proxies"]))

    def memory(self):
        text = open(f"/proc/{self.process.pid}/status").read()
        return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        shutil.rmtree(self.folder)


def many(gateway, mappings, hosts, port):
    text = gateway.listener()
    text += "".join(gateway.host(f"h{h}", f"h{h}.example.com") for h in range(hosts))
    gateway.write("gateway.yaml", text)
    per_file = 100
    for start in range(0, mappings, per_file):
        gateway.write(f"routes-{start // per_file:04}.yaml", "".join(
            gateway.mapping(f"m{i}", f"h{i % hosts}.example.com", f"/m{i}/", port) for i in range(start, start + per_file)))


def measure_size(mappings, hosts, port):
    gateway = Gateway()
    many(gateway, mappings, hosts, port)
    gateway.commit("All")
    gateway.start()
    gateway.live(1)
    before = sum(p["sentBytes"] for p in gateway.status()["proxies"]) / 3
    results, sent = [], []
    for change in range(5):
        status = gateway.status()
        old = {p["name"]: p["sentBytes"] for p in status["proxies"]}
        gateway.write("routes-0000.yaml", "".join(
            gateway.mapping(f"m{i}", f"h{i % hosts}.example.com", f"/m{i}/", port, f", timeout_ms: {4000 + change}" if i == 0 else "")
            for i in range(100)))
        begun = gateway.commit(f"Change {change}")
        number = change + 2
        status = gateway.wait(lambda s: s.get("candidate", {}).get("number") == number and any(
            p["name"] in s["candidate"]["canaries"] and p.get("release") == number for p in s["proxies"]))
        results.append(time.time() - begun)
        canary = status["candidate"]["canaries"][0]
        sent.append(next(p["sentBytes"] for p in status["proxies"] if p["name"] == canary) - old[canary])
        gateway.live(number)
    compiled = re.findall(r"compiled in ([\d,]+)\s*ms", open(gateway.folder + "/log").read())
    print(f"{mappings} Mappings, {hosts} hosts: commit to first canary's confirmation (1 s poll) median {sorted(results)[2]:.2f} s, "
          f"worst {max(results):.2f} s; compiled in {', '.join(compiled)} ms; first configuration {before / 1024:.0f} KiB a proxy, "
          f"one change {sorted(sent)[2] / 1024:.1f} KiB; resident {gateway.memory():.0f} MiB", flush=True)
    gateway.end()


def measure_changes(port, changes=200):
    # Every change a commit of its own; holds as short as they go, so that each takes two stages.
    gateway = Gateway(hold="100ms", interval="200ms")
    other = backend()
    gateway.write("gateway.yaml", gateway.listener() + gateway.host("all", "*") + gateway.mapping("all", "*", "/", port))
    gateway.commit("First")
    gateway.start()
    gateway.live(1)
    counts, stop = {"requests": 0, "failed": 0}, threading.Event()

    def client():
        while not stop.is_set():
            try:
                with socket.create_connection(("127.0.0.1", gateway.port), timeout=5) as s:
                    s.sendall(b"GET /always/x HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
                    answer = s.recv(4096)
                    good = answer.startswith(b"HTTP/1.1 2")
            except OSError:
                good = False
            counts["requests"] += 1
            counts["failed"] += 0 if good else 1
            time.sleep(0.005)

    clients = [threading.Thread(target=client) for _ in range(2)]
    for thread in clients:
        thread.start()
    begun = time.time()
    gateway.write("always.yaml", gateway.mapping("always", "*", "/always/", port))
    for change in range(changes):
        kind = change % 3
        if kind == 0:
            gateway.write("added.yaml", gateway.mapping("added", "*", f"/added{change}/", port, f", timeout_ms: {5000 + change}"))
        elif kind == 1:
            gateway.write("always.yaml", gateway.mapping("always", "*", "/always/", other if change % 2 else port, f", timeout_ms: {5000 + change}"))
        else:
            os.remove(gateway.repo + "/added.yaml")
        gateway.commit(f"Change {change}")
        gateway.live(change + 2)
    stop.set()
    for thread in clients:
        thread.join()
    print(f"{changes} additions, changes and removals in {time.time() - begun:.0f} s: {counts['requests']} requests, "
          f"{counts['failed']} not answered with 2xx", flush=True)
    gateway.end()


port = backend()
what = sys.argv[2] if len(sys.argv) > 2 else "all"
if what in ("all", "size"):
    measure_size(1000, 1, port)
    measure_size(10000, 500, port)
if what in ("all", "changes"):
    measure_changes(port, int(sys.argv[3]) if len(sys.argv) > 3 else 200)
