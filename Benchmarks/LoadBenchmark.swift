import Manifests

/// Kubernetes YAML to objects: 10 MB in under a second on one core.
enum LoadBenchmark {
  private static let bytes = 10_000_000

  static func run() throws {
    let tree = MemoryTree(files())
    let size = tree.entries().reduce(0) { $0 + $1.size }
    var count = 0
    let time = try fastest(of: 3) { count = try ManifestLoader.load(tree).manifests.manifests.count }
    let rate = Double(size) / 1e6 / time.seconds
    print("load       \(size / 1_000_000) MB of Kubernetes YAML, \(count) objects: \(milliseconds(time)) ms, \(Int(rate)) MB/s")
  }

  /// Files of 1 MB with Deployments, as most repositories mostly hold.
  private static func files() -> [String: [UInt8]] {
    var result: [String: [UInt8]] = [:]
    var total = 0
    var number = 0
    while total < bytes {
      var text = ""
      while text.utf8.count < 1_000_000 {
        text += deployment(number)
        number += 1
      }
      total += text.utf8.count
      result["apps/\(result.count).yaml"] = Array(text.utf8)
    }
    return result
  }

  private static func deployment(_ number: Int) -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: app-\(number)
      namespace: team-\(number % 30)
      labels:
        app.kubernetes.io/name: app-\(number)
        app.kubernetes.io/part-of: shop
    spec:
      replicas: 3
      selector:
        matchLabels:
          app.kubernetes.io/name: app-\(number)
      template:
        metadata:
          labels:
            app.kubernetes.io/name: app-\(number)
          annotations:
            prometheus.io/scrape: "true"
            prometheus.io/port: "9090"
        spec:
          containers:
            - name: app
              image: registry.example.com/shop/app-\(number):1.2.\(number % 100)
              args: ["--listen=0.0.0.0:8080", "--log-level=info"]
              env:
                - name: DATABASE_URL
                  valueFrom:
                    secretKeyRef: {name: database, key: url}
                - name: REGION
                  value: eu-central-1
              ports:
                - name: http
                  containerPort: 8080
              resources:
                requests: {cpu: 100m, memory: 128Mi}
                limits:
                  memory: 256Mi
              readinessProbe:
                httpGet:
                  path: /healthz
                  port: http
                periodSeconds: 5
    ---

    """
  }
}

func milliseconds(_ time: Duration) -> Int { Int((time.seconds * 1000).rounded()) }
