#!/usr/bin/env python3
"""Measures a release build of the operator in a real API server, with real Envoys in the place of Pods.

    python3 Benchmarks/cluster.py PROGRAM TESTKUBE [commit|endpoints|secrets|reconcile|memory|streams]

TESTKUBE is the API server's program; kubectl, openssl and git are used beside it, and `nuncio-bench` beside PROGRAM for the last
two. Prints commit to the first canary's confirmation for one Mapping among 1,000; EndpointSlice to endpoint in Envoy with 5,000
Mappings; a TLS Secret's rotation to the certificate that Envoy shows, and handshakes that failed meanwhile; the CPU time of a
comparison of 10,000 objects that finds nothing to do; the operator's memory with 5,000 Mappings, 5,000 EndpointSlices and 100
simulated proxies; and how long 1,000 simulated proxies take for a changed route, a rollback, and an operator that is killed.
"""
import atexit, base64, concurrent.futures, http.client, json, os, re, shutil, signal, socket, ssl, statistics, subprocess, sys, tempfile
import threading, time, urllib.parse, urllib.request

PROGRAM, TESTKUBE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENVOY = ROOT + "/.tools/envoy-1.40.0/bin/envoy"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Cluster:
    """An API server with Nuncio's and the gateway's definitions."""

    def __init__(self, folder, yields=False):
        self.data = folder + "/kube"
        # With a thousand Pods it is busy also when nobody asks it anything: then it gets what the others leave.
        self.process = subprocess.Popen((["nice"] if yields else []) + [TESTKUBE, "--listen", "127.0.0.1:0", "--data", self.data], stdout=subprocess.DEVNULL,
                                        stderr=open(folder + "/kube.log", "w"))
        self.kubeconfig = self.data + "/kubeconfig"
        while not os.path.exists(self.kubeconfig):
            time.sleep(0.05)
        import yaml
        config = yaml.safe_load(open(self.kubeconfig))
        self.server = config["clusters"][0]["cluster"]["server"]
        self.context = ssl.create_default_context(cafile=self.data + "/pki/ca.crt")
        self.token = open(self.data + "/token").read().strip()
        self.kubectl("apply", "--server-side", "-f", ROOT + "/deploy/crds")
        self.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s")

    def kubectl(self, *arguments, text=None):
        # A document that begins with a brace is taken for JSON.
        text = text and "#\n" + text.strip().replace("---\n", "---\n#\n")
        return subprocess.run(("kubectl", "--kubeconfig", self.kubeconfig) + arguments, input=text, check=True, text=True,
                              stdout=subprocess.PIPE).stdout

    def call(self, method, path, body=None, kind="application/json"):
        request = urllib.request.Request(self.server + path, method=method, data=body and json.dumps(body).encode(),
                                         headers={"authorization": "Bearer " + self.token, "content-type": kind})
        with urllib.request.urlopen(request, context=self.context) as answer:
            return json.load(answer)


    def bulk(self, calls):
        """Many calls, each (method, path, body), over connections that stay open."""
        host = urllib.parse.urlparse(self.server)
        local = threading.local()

        def one(call):
            if not hasattr(local, "connection"):
                local.connection = http.client.HTTPSConnection(host.hostname, host.port, context=self.context)
            method, path, body = call
            kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
            local.connection.request(method, path, json.dumps(body), {"authorization": "Bearer " + self.token, "content-type": kind})
            answer = local.connection.getresponse()
            text = answer.read()
            if answer.status >= 300:
                raise RuntimeError(text)

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(one, calls))


class Operation:
    """An operator, a repository, and proxies."""

    def __init__(self, mappings, services=1, stages="[{proxies: 1, hold: 2s}, {proxies: 100%, hold: 2s}]", more=(), protocol="HTTP",
                 yields=False):
        self.folder = tempfile.mkdtemp(prefix="nb-", dir="/tmp")
        self.cluster = Cluster(self.folder, yields)
        self.port, self.xds, self.admin = free_port(), free_port(), free_port()
        self.envoys = []
        atexit.register(self.stop)
        self.repo = self.folder + "/repo"
        os.mkdir(self.repo)
        for arguments in (("init", "-q", "-b", "main", "."), ("config", "user.email", "b@example.com"), ("config", "user.name", "b")):
            self.git(*arguments)
        self.write("base.yaml", "\n---\n".join([
            "{apiVersion: getambassador.io/v3alpha1, kind: Listener, metadata: {name: http, namespace: shop}, spec: {port: %d, "
            "protocol: %s, securityModel: XFP, hostBinding: {namespace: {from: ALL}}}}" % (self.port, protocol),
            "{apiVersion: getambassador.io/v3alpha1, kind: Host, metadata: {name: all, namespace: shop}, spec: {hostname: '*', "
            "requestPolicy: {insecure: {action: Route}}}}", *more]))
        for start in range(0, mappings, 500):
            self.write(f"m{start}.yaml", "\n---\n".join(
                self.mapping(i, "shop" if services == 1 else f"s{i % services}") for i in range(start, min(start + 500, mappings))))
        self.cluster.kubectl("create", "namespace", "shop")
        self.service("shop", 1)
        if services > 1:
            self.services(services)
        self.cluster.kubectl("apply", "-f", "-", text="""
{apiVersion: nuncio.dev/v1alpha1, kind: Source, metadata: {name: edge, namespace: default}, spec: {url: 'https://git.example.com/e.git', interval: 1s}}
---
{apiVersion: nuncio.dev/v1alpha1, kind: Fleet, metadata: {name: edge, namespace: default}, spec: {selector: {matchLabels: {app: edge}},
stages: %s}}""" % stages)
        self.commit("first")
        self.health, self.certificates = free_port(), free_port()
        self.start()

    def start(self):
        # A folder in the place of a repository and short holds are for tests; limits are the operator's own.
        self.process = subprocess.Popen(
            [PROGRAM, "operator", "--kubeconfig", self.cluster.kubeconfig, "--namespace", "default", "--fleet", "edge", "--identity", "a",
             "--xds", f"127.0.0.1:{self.xds}", "--certificates", f"127.0.0.1:{self.certificates}", "--health", f"127.0.0.1:{self.health}",
             "--admin", f"127.0.0.1:{self.admin}", "--server-name", "nuncio.test", "--bind", "127.0.0.1", "--repo", self.repo,
             "--state", self.folder + "/state"], stderr=open(self.folder + "/operator.log", "a"))

    def git(self, *arguments):
        subprocess.run(("git", "-C", self.repo) + arguments, check=True, stdout=subprocess.DEVNULL)

    def write(self, name, text):
        with open(f"{self.repo}/{name}", "w") as file:
            file.write(text)

    @staticmethod
    def mapping(i, service="shop", timeout=3000):
        return ("{apiVersion: getambassador.io/v3alpha1, kind: Mapping, metadata: {name: m%d, namespace: shop}, spec: {hostname: '*', "
                "prefix: /m%d/, service: %s, timeout_ms: %d}}" % (i, i, service, timeout))

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "-qm", message)

    def service(self, name, last):
        self.cluster.kubectl("apply", "-f", "-", text="""
{apiVersion: v1, kind: Service, metadata: {name: %s, namespace: shop}, spec: {ports: [{name: http, port: 80, protocol: TCP}]}}
---
{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: %s-1, namespace: shop, labels: {kubernetes.io/service-name: %s}},
addressType: IPv4, ports: [{name: http, port: 9, protocol: TCP}], endpoints: [{addresses: ['10.0.0.%d'], conditions: {ready: true}}]}
""" % (name, name, name, last))

    def services(self, count):
        calls = []
        for i in range(count):
            calls.append(("POST", "/api/v1/namespaces/shop/services", {"metadata": {"name": f"s{i}"}, "spec": {
                "ports": [{"name": "http", "port": 80, "protocol": "TCP"}]}}))
            calls.append(("POST", "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices", {
                "metadata": {"name": f"s{i}-1", "labels": {"kubernetes.io/service-name": f"s{i}"}}, "addressType": "IPv4",
                "ports": [{"name": "http", "port": 9, "protocol": "TCP"}],
                "endpoints": [{"addresses": [f"10.{i // 250}.{i % 250}.1"], "conditions": {"ready": True}}]}))
        self.cluster.bulk(calls)

    def pods(self, names):
        pods = [("POST", "/api/v1/namespaces/default/pods", {"metadata": {"name": name, "labels": {"app": "edge"}}, "spec": {
            "nodeName": "node-1", "containers": [{"name": "envoy", "image": "envoy"}]}}) for name in names]
        states = [("PATCH", f"/api/v1/namespaces/default/pods/{name}/status", {"status": {"phase": "Running"}}) for name in names]
        self.cluster.bulk(pods)
        self.cluster.bulk(states)

    def authority(self, home):
        while True:
            try:
                secret = self.cluster.call("GET", "/api/v1/namespaces/default/secrets/nuncio-ca")["data"]
                break
            except urllib.error.HTTPError:
                time.sleep(0.1)
        for entry, file in (("ca.crt", "ca.crt"), ("ca.key", "ca.key")):
            with open(f"{home}/{file}", "wb") as out:
                out.write(base64.b64decode(secret[entry]))

    def proxy(self, name):
        self.pods([name])
        home = f"{self.folder}/{name}"
        os.mkdir(home)
        self.authority(home)
        with open(home + "/ext", "w") as out:
            out.write(f"subjectAltName=URI:spiffe://nuncio/fleet/edge/pod/default/{name}\nextendedKeyUsage=clientAuth\n")
        for command in (f"openssl ecparam -name prime256v1 -genkey -noout -out {home}/tls.key",
                        f"openssl req -new -key {home}/tls.key -subj /CN=nuncio -out {home}/csr",
                        f"openssl x509 -req -in {home}/csr -CA {home}/ca.crt -CAkey {home}/ca.key -CAcreateserial -days 1 -extfile {home}/ext "
                        f"-out {home}/leaf"):
            subprocess.run(command.split(), check=True, stderr=subprocess.DEVNULL)
        with open(home + "/tls.crt", "w") as out:
            out.write(open(home + "/leaf").read() + open(home + "/ca.crt").read())
        # `proxy begin` writes the bootstrap before it asks for a certificate, for which this API server has no TokenReview.
        begin = subprocess.Popen([PROGRAM, "proxy", "begin", "--name", name, "--server", "127.0.0.1", "--xds", str(self.xds), "--folder",
                                  home, "--token-file", home + "/none"], stderr=subprocess.DEVNULL)
        while not all(os.path.exists(f"{home}/{file}") for file in ("bootstrap.json", "trust.json", "identity.json")):
            time.sleep(0.02)
        begin.kill()
        begin.wait()
        text = open(home + "/bootstrap.json").read().replace('"exact" : "127.0.0.1"', '"exact" : "nuncio.test"')
        text = text.replace('"sni" : "127.0.0.1"', '"sni" : "nuncio.test"')
        open(home + "/bootstrap.json", "w").write(text)
        self.envoys.append(subprocess.Popen(
            [ENVOY, "-c", home + "/bootstrap.json", "--use-dynamic-base-id", "--concurrency", "1", "--log-path", home + "/log"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    def status(self):
        token = open(self.folder + "/state/token").read().strip()
        request = urllib.request.Request(f"http://127.0.0.1:{self.admin}/api/v1/status", headers={"authorization": "Bearer " + token})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def until(self, what, isDone, seconds=180):
        end = time.time() + seconds
        while time.time() < end:
            try:
                if isDone(self.status()):
                    return time.time()
            except (OSError, ValueError):
                pass
            time.sleep(0.01)
        sys.exit(f"{what}: not within {seconds} s; see {self.folder}/operator.log")

    def live(self, number):
        return self.until(f"release {number} live", lambda s: (s.get("stable") or {}).get("number") == number
                          and all(p.get("release") == number for p in s["proxies"]) and s["proxies"])

    def version(self):
        """Counts every write in the cluster."""
        return int(self.cluster.call("GET", "/api/v1/namespaces/default/configmaps?limit=1")["metadata"]["resourceVersion"])

    def cpu(self):
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def quiet(self):
        """The first statuses of thousands of objects take a while: returns when only the Lease is written."""
        version = self.version()
        while True:
            time.sleep(10)
            before, version = version, self.version()
            if version - before < 10:
                return version

    def memory(self):
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith(("VmRSS", "VmHWM")):
                yield f"{line.split()[0]} {int(line.split()[1]) // 1024} MiB"

    def stop(self):
        for process in [getattr(self, "process", None)] + self.envoys + [self.cluster.process]:
            if process:
                process.kill()
                process.wait()

    def end(self):
        self.stop()
        shutil.rmtree(self.folder)


class Simulated:
    """Proxies that hold a stream and confirm whatever comes."""

    def __init__(self, operation, count):
        operation.pods([f"sim-{i}" for i in range(count)])
        operation.authority(operation.folder)
        self.process = subprocess.Popen(
            [os.path.dirname(PROGRAM) + "/nuncio-bench", "proxies", "--port", str(operation.xds), "--authority", operation.folder, "--count",
             str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.line = {}
        threading.Thread(target=self.read, daemon=True).start()
        operation.envoys.append(self.process)

    def read(self):
        for line in self.process.stdout:
            self.line = {name: float(value) for name, value in re.findall(r"(\w+)=(\S+)", line)}

    def mark(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        time.sleep(0.6)

    def until(self, what, isDone, seconds=180):
        end = time.time() + seconds
        while time.time() < end:
            if self.line and isDone(self.line):
                return self.line
            time.sleep(0.05)
        sys.exit(f"{what}: not within {seconds} s: {self.line}")


def admin(path, request):
    with socket.socket(socket.AF_UNIX) as s:
        s.connect(path)
        s.sendall(f"GET {request} HTTP/1.1\r\nhost: envoy\r\nconnection: close\r\n\r\n".encode())
        data = b""
        while chunk := s.recv(1 << 16):
            data += chunk
    return data


def commit():
    operation = Operation(1000)
    for name in ("edge-a", "edge-b", "edge-c"):
        operation.proxy(name)
    operation.live(1)
    times = []
    for number in range(2, 7):
        operation.write("m0.yaml", "\n---\n".join(operation.mapping(i, timeout=3000 + (number if i == 7 else 0)) for i in range(500)))
        start = time.time()
        operation.commit(f"change {number}")
        times.append(operation.until("a canary's confirmation", lambda s: any(p.get("release") == number for p in s["proxies"])) - start)
        operation.live(number)
    print(f"commit to the first canary's confirmation, 1 of 1,000 Mappings, 1 s poll: {min(times):.2f} to {max(times):.2f} s")
    operation.end()


def endpoints():
    operation = Operation(5000)
    operation.proxy("edge-a")
    operation.live(1)
    operation.quiet()
    print("operator with 5,000 Mappings:", ", ".join(operation.memory()))
    path = "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices/shop-1"
    times = []
    for index in range(200):
        address = f"10.0.{1 + index // 250}.{1 + index % 250}"
        start = time.time()
        operation.cluster.call("PATCH", path, {"endpoints": [{"addresses": [address], "conditions": {"ready": True}}]},
                               "application/merge-patch+json")
        while f"{address}:9::".encode() not in admin(f"{operation.folder}/edge-a/admin.sock", "/clusters"):
            if time.time() - start > 10:
                sys.exit("an endpoint did not come")
        times.append((time.time() - start) * 1000)
    times.sort()
    print(f"EndpointSlice to endpoint in Envoy, 5,000 Mappings, {len(times)} changes: p50 {statistics.median(times):.1f} ms, "
          f"p99 {times[int(len(times) * 0.99)]:.1f} ms, longest {times[-1]:.1f} ms")
    operation.end()


def reconcile():
    operation = Operation(10000)
    operation.proxy("edge-a")
    operation.live(1)
    version = operation.quiet()
    start, cpu = time.time(), operation.cpu()
    time.sleep(120)
    spent, count = operation.cpu() - cpu, 4
    after = operation.version()
    print(f"{count} comparisons of 10,000 objects in {time.time() - start:.0f} s: {spent / count:.2f} s of CPU each, all else included; "
          f"{after - version} writes in the cluster meanwhile, the Lease's included;", ", ".join(operation.memory()))
    operation.end()


def memory():
    operation = Operation(5000, services=5000)
    simulated = Simulated(operation, 100)
    operation.live(1)
    simulated.until("100 streams", lambda line: line["connected"] == 100)
    time.sleep(20)
    print("operator with 5,000 Mappings, 5,000 Services and EndpointSlices, 100 simulated proxies:", ", ".join(operation.memory()))
    operation.end()


def streams():
    count = 1000
    operation = Operation(1000, stages="[{proxies: 100%, hold: 10s}]", yields=True)
    simulated = Simulated(operation, count)
    operation.live(1)
    simulated.until("all streams", lambda line: line["connected"] == count)
    simulated.mark()
    operation.write("m0.yaml", "\n---\n".join(operation.mapping(i, timeout=4000 if i == 7 else 3000) for i in range(500)))
    operation.commit("change 2")
    line = simulated.until("all but the yardstick", lambda line: line["receivers"] >= count - 1)
    print(f"{count} streams: a changed route on {line['receivers']:.0f} within {line['last'] - line['first']:.2f} s of the first")
    operation.live(2)
    simulated.mark()
    start = time.time()
    subprocess.run([PROGRAM, "rollback", "1", "--server", f"http://127.0.0.1:{operation.admin}", "--state", operation.folder + "/state"],
                   check=True, stdout=subprocess.DEVNULL)
    took = time.time() - start
    line = simulated.until("all of them", lambda line: line["receivers"] == count)
    print(f"rollback by hand on {count} streams: confirmed after {took:.2f} s, {line['resources']:.0f} resources")
    time.sleep(5)
    operation.process.kill()
    operation.process.wait()
    simulated.until("no stream", lambda line: line["connected"] == 0)
    simulated.mark()
    start = time.time()
    operation.start()
    simulated.until("all streams again", lambda line: line["connected"] == count)
    took = time.time() - start
    operation.live(1)
    time.sleep(5)
    print(f"operator killed and started: {count} streams again after {took:.2f} s, {simulated.line['resources']:.0f} resources sent again;",
          ", ".join(operation.memory()))
    operation.end()


def secrets():
    operation = Operation(5000, protocol="HTTPS", more=[
        "{apiVersion: getambassador.io/v3alpha1, kind: Host, metadata: {name: web, namespace: shop}, spec: {hostname: www.example.com, "
        "tlsSecret: {name: web}}}"])

    def pair(serial):
        subprocess.run(f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -set_serial {serial} -subj "
                       f"/CN=www.example.com -addext subjectAltName=DNS:www.example.com -keyout {operation.folder}/k -out {operation.folder}/c"
                       .split(), check=True, stderr=subprocess.DEVNULL)
        data = {}
        for entry, file in (("tls.crt", "c"), ("tls.key", "k")):
            data[entry] = base64.b64encode(open(f"{operation.folder}/{file}", "rb").read()).decode()
        return data

    operation.cluster.call("POST", "/api/v1/namespaces/shop/secrets", {"metadata": {"name": "web"}, "type": "kubernetes.io/tls", "data": pair(1)})
    operation.proxy("edge-a")
    operation.live(1)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE

    def shown():
        with socket.create_connection(("127.0.0.1", operation.port), timeout=5) as plain:
            with context.wrap_socket(plain, server_hostname="www.example.com") as secured:
                return secured.getpeercert(binary_form=True)

    def pem(data):
        return ssl.PEM_cert_to_DER_cert(base64.b64decode(data["tls.crt"]).decode())

    handshakes, failed, stop = [0], [0], threading.Event()

    def load():
        while not stop.is_set():
            try:
                shown()
                handshakes[0] += 1
            except OSError:
                failed[0] += 1
            # About fifty a second: a core that does nothing but shake hands would measure itself.
            time.sleep(0.02)

    while True:
        try:
            shown()
            break
        except OSError:
            time.sleep(0.1)
    operation.quiet()
    thread = threading.Thread(target=load, daemon=True)
    thread.start()
    times = []

    def taken(serial):
        return re.search(rb'"serial_number": "0*%x"' % serial, admin(f"{operation.folder}/edge-a/admin.sock", "/certs"))

    for serial in range(1002, 1102):
        data = pair(serial)
        start = time.time()
        operation.cluster.call("PATCH", "/api/v1/namespaces/shop/secrets/web", {"data": data}, "application/merge-patch+json")
        while not taken(serial):
            if time.time() - start > 10:
                sys.exit("a certificate did not come")
        times.append((time.time() - start) * 1000)
        while shown() != pem(data):
            if time.time() - start > 10:
                sys.exit("a certificate that came is not shown")
    stop.set()
    thread.join()
    times.sort()
    print(f"Secret to certificate in Envoy, 5,000 Mappings, {len(times)} rotations: p50 {statistics.median(times):.1f} ms, "
          f"p99 {times[int(len(times) * 0.99)]:.1f} ms; {failed[0]} of {handshakes[0]} handshakes failed")
    operation.end()


for part in sys.argv[3:] or ["commit", "endpoints", "secrets", "reconcile", "memory", "streams"]:
    {"commit": commit, "endpoints": endpoints, "secrets": secrets, "reconcile": reconcile, "memory": memory, "streams": streams}[part]()
