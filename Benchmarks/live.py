#!/usr/bin/env python3
"""Measures a release build of the daemon with real Envoy proxies: python3 Benchmarks/live.py [PROGRAM]

Prints commit to the first canary's confirmation, the cost of one changed Mapping among 10,000 in time and bytes, resident
memory, whether 200 changes under constant traffic fail a request, and what kill -9 of the daemon costs in good and in bad
rollouts. A second argument chooses: size, changes [COUNT], kills.
"""
import http.server, json, os, random, re, shutil, signal, socket, subprocess, sys, tempfile, threading, time, urllib.request

PROGRAM = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ".build/release/nuncio")
ENVOY = os.path.abspath(".tools/envoy-1.40.0/bin/envoy")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Failure(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(503)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("content-length", "3")
        self.end_headers()
        self.wfile.write(b"ok\n")

    def log_message(self, *_):
        pass


def backend(handler=Answer):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    # A proxy that leaves resets its connections: nothing to tell.
    server.handle_error = lambda *_: None
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
        return subprocess.run(("git", "-C", self.repo) + arguments, check=True, stdout=subprocess.PIPE, text=True).stdout

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

    def kill(self):
        """kill -9, and a start; how long nobody answered, in seconds."""
        begun = time.time()
        self.process.kill()
        self.process.wait()
        self.start()
        self.wait(lambda _: True)
        return time.time() - begun

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


class Clients:
    """Constant traffic, each request on a connection of its own."""

    def __init__(self, port, count=2):
        self.port, self.counts, self.over = port, {"requests": 0, "failed": 0, "lost": 0}, threading.Event()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.run) for _ in range(count)]
        for thread in self.threads:
            thread.start()

    def run(self):
        while not self.over.is_set():
            answer = b""
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as s:
                    s.sendall(b"GET /always/x HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
                    answer = s.recv(4096)
            except OSError:
                pass
            with self.lock:
                self.counts["requests"] += 1
                self.counts["failed"] += 0 if answer.startswith(b"HTTP/1.1 2") else 1
                self.counts["lost"] += 0 if answer.startswith(b"HTTP/1.1") else 1
            time.sleep(0.005)

    def seen(self):
        with self.lock:
            return dict(self.counts)

    def stop(self):
        self.over.set()
        for thread in self.threads:
            thread.join()
        return self.counts


def measure_kills(port, good_rounds=9, bad_rounds=9):
    gateway = Gateway(hold="2s")
    other, failing = backend(), backend(Failure)

    def commit(target, message):
        gateway.write("gateway.yaml", gateway.listener() + gateway.host("all", "*") + gateway.mapping("always", "*", "/", target)
                      + gateway.mapping("note", "*", f"/{message}/", port))
        return gateway.commit(message)

    commit(port, "first")
    gateway.start()
    gateway.live(1)
    clients = Clients(gateway.port)
    for round in range(good_rounds):
        commit(other if round % 2 == 0 else port, f"good{round}")
        for _ in range(3):
            time.sleep(random.uniform(0.1, 2.5))
            gateway.kill()
        gateway.live(round + 2)
    seen = clients.seen()
    print(f"{3 * good_rounds} kills in {good_rounds} good rollouts: {seen['requests']} requests, {seen['failed']} failed", flush=True)

    def bad(message, kills):
        before, begun = clients.seen(), time.time()
        outage = 0.0
        commit(failing, message)
        head = gateway.git("rev-parse", "HEAD").strip()
        if kills:
            # The first kills as the canary takes it, later ones during the rollback and after.
            gateway.wait(lambda s: s.get("candidate") and any(p.get("release") == s["candidate"]["number"] for p in s["proxies"]))
            for _ in range(kills):
                time.sleep(random.uniform(0.0, 1.5))
                outage += gateway.kill()
        stable = gateway.wait(lambda s: "candidate" not in s and s["source"]["held"] == [head]
                              and all(p.get("release") == s["stable"]["number"] for p in s["proxies"]))["stable"]["number"]
        after = clients.seen()
        rate = (after["requests"] - before["requests"]) / (time.time() - begun)
        return after["failed"] - before["failed"], after["lost"] - before["lost"], outage, rate, stable

    detection = 0.0
    for round in range(3):
        failed, _, _, rate, _ = bad(f"plain{round}", kills=0)
        detection = max(detection, failed / (rate / 3))
    worst, lost, ends = 0.0, 0, set()
    for round in range(bad_rounds):
        # Each restart begins its evidence anew.
        failed, gone, outage, rate, stable = bad(f"bad{round}", kills=2)
        worst = max(worst, failed / ((outage + 3 * detection) * rate / 3))
        lost += gone
        ends.add(stable)
    clients.stop()
    print(f"{2 * bad_rounds} kills in {bad_rounds} bad rollouts: all taken back to release {ends}; without a kill the canary failed "
          f"{detection:.1f} s of its share; failed requests at most {worst:.2f} of (outage + detections) x share; {lost} without an answer", flush=True)
    gateway.end()


def measure_changes(port, changes=200):
    # Every change a commit of its own; holds as short as they go, so that each takes two stages.
    gateway = Gateway(hold="100ms", interval="200ms")
    other = backend()
    gateway.write("gateway.yaml", gateway.listener() + gateway.host("all", "*") + gateway.mapping("all", "*", "/", port))
    gateway.commit("First")
    gateway.start()
    gateway.live(1)
    clients = Clients(gateway.port)
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
    counts = clients.stop()
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
if what in ("all", "kills"):
    measure_kills(port)
