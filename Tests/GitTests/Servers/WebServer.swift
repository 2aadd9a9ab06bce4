import Foundation
import Testbed

/// A real Git server by https: nginx with a certificate of a private CA, and Git's own backend.
///
/// Below `/open/` it asks nobody, below `/basic/` for `robot` and `s3cret`, below `/bearer/` for the token `t0ken`, and
/// `/either/` takes the token only as a password. `/away/` sends to another host, `/near/` to another path of this one.
final class WebServer {
  static let isInstalled = ["nginx", "fcgiwrap", "git-http-backend", "openssl"].allSatisfy(GitSetting.has)
  let port: Int
  /// The CA's certificate, and one of another CA, in PEM.
  let authority: String
  let stranger: String
  private let folder: String
  private var processes: [Process] = []

  /// Serves the repository `repository` in a folder.
  init(serving parent: String) async throws {
    folder = parent + "/web"
    port = try GitSetting.freePort()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    authority = try Self.makeAuthority("ours", in: folder)
    stranger = try Self.makeAuthority("theirs", in: folder)
    try Self.makeCertificate(in: folder)
    try configuration(parent).write(toFile: folder + "/nginx.conf", atomically: true, encoding: .utf8)
    try "robot:{PLAIN}s3cret\n".write(toFile: folder + "/users", atomically: true, encoding: .utf8)
    try "git:{PLAIN}t0ken\n".write(toFile: folder + "/tokens", atomically: true, encoding: .utf8)
    try start("fcgiwrap", "-s", "unix:\(folder)/cgi.sock")
    for _ in 0..<100 where !FileManager.default.fileExists(atPath: folder + "/cgi.sock") { try await Task.sleep(for: .milliseconds(20)) }
    try start("nginx", "-p", folder, "-c", folder + "/nginx.conf", "-e", folder + "/error.log", "-g", "daemon off;")
    try await GitSetting.waitForListener(port: port)
  }

  func url(_ area: String, host: String = "localhost") -> String { "https://\(host):\(port)/\(area)/repository/.git" }

  /// Each request that was seen: host, path and what it was told of who asks.
  var seen: [String] {
    ((try? String(contentsOfFile: folder + "/access.log", encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
  }

  func end() {
    for process in processes.reversed() where process.isRunning {
      // Foundation's children inherit blocked signals, and fcgiwrap leaves it at that.
      if process === processes.first { kill(process.processIdentifier, SIGKILL) } else { process.terminate() }
      process.waitUntilExit()
    }
  }

  private func start(_ words: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": folder]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    processes.append(process)
  }

  private func configuration(_ parent: String) -> String {
    let backend = """
      fastcgi_pass unix:\(folder)/cgi.sock;
      fastcgi_param SCRIPT_FILENAME /usr/lib/git-core/git-http-backend;
      fastcgi_param GIT_PROJECT_ROOT \(parent);
      fastcgi_param GIT_HTTP_EXPORT_ALL 1;
      fastcgi_param PATH_INFO $1;
      fastcgi_param QUERY_STRING $query_string;
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param CONTENT_TYPE $content_type;
      fastcgi_param CONTENT_LENGTH $content_length;
      fastcgi_param REMOTE_USER robot;
      """
    return """
      \(getuid() == 0 ? "user root;" : "")
      pid nginx.pid;
      worker_processes 1;
      events { worker_connections 64; }
      http {
        log_format seen '$host $uri $status [$http_authorization]';
        access_log \(folder)/access.log seen;
        client_body_temp_path \(folder)/t1; proxy_temp_path \(folder)/t2; fastcgi_temp_path \(folder)/t3;
        uwsgi_temp_path \(folder)/t4; scgi_temp_path \(folder)/t5;
        map $http_authorization $known { default 0; "Bearer t0ken" 1; }
        server {
          listen 127.0.0.1:\(port) ssl;
          ssl_certificate server.pem;
          ssl_certificate_key server.key;
          location ~ ^/open(/.*)$ { \(backend) }
          location ~ ^/basic(/.*)$ { auth_basic git; auth_basic_user_file users; \(backend) }
          location ~ ^/either(/.*)$ { auth_basic git; auth_basic_user_file tokens; \(backend) }
          location ~ ^/bearer(/.*)$ {
            if ($known = 0) { add_header WWW-Authenticate 'Bearer realm="git"' always; return 401; }
            \(backend)
          }
          location ~ ^/away(/.*)$ { return 301 https://127.0.0.1:\(port)/basic$1$is_args$args; }
          location ~ ^/near(/.*)$ { return 301 https://localhost:\(port)/basic$1$is_args$args; }
          location ~ ^/forbidden { return 403; }
        }
      }
      """
  }

  private static func makeAuthority(_ name: String, in folder: String) throws -> String {
    try GitSetting.run(
      "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=\(name)",
      "-keyout", "\(folder)/\(name).key", "-out", "\(folder)/\(name).pem")
    return try String(contentsOfFile: "\(folder)/\(name).pem", encoding: .utf8)
  }

  private static func makeCertificate(in folder: String) throws {
    try GitSetting.run(
      "openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost", "-keyout",
      "\(folder)/server.key", "-out", "\(folder)/server.csr")
    try "subjectAltName=DNS:localhost,IP:127.0.0.1".write(toFile: "\(folder)/names", atomically: true, encoding: .utf8)
    try GitSetting.run(
      "openssl", "x509", "-req", "-in", "\(folder)/server.csr", "-CA", "\(folder)/ours.pem", "-CAkey", "\(folder)/ours.key",
      "-CAcreateserial", "-days", "2", "-extfile", "\(folder)/names", "-out", "\(folder)/server.pem")
  }
}
