import Foundation
import Testbed
import Testing

/// Rules in the daemon: the operator's, those of what was live, and the commit's own.
@Suite(.serialized, .enabled(if: LocalGateway.program != nil, "needs the program and .tools/envoy: run `make tools`"))
struct PolicedSourceTests {
  private func mapping(_ name: String, prefix: String) -> String {
    """
    ---
    apiVersion: getambassador.io/v3alpha1
    kind: Mapping
    metadata: {name: \(name), namespace: shop}
    spec: {hostname: "*", prefix: \(prefix), service: "127.0.0.1:9"}
    """
  }

  private func policy(_ name: String, prefix: String) -> String {
    """
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata: {name: \(name)}
    spec:
      matchConstraints:
        resourceRules:
          - {apiGroups: [getambassador.io], apiVersions: ["*"], operations: [CREATE, UPDATE], resources: [mappings]}
      validations:
        - {expression: "!object.spec.prefix.startsWith('\(prefix)')", message: "no \(prefix) here"}
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicyBinding
    metadata: {name: \(name)}
    spec: {policyName: \(name), validationActions: [Deny]}
    """
  }

  @Test("what the operator's rules deny is rejected at its place; a commit cannot loosen a rule of its own and use that at once")
  func rules() async throws {
    let gateway = try await LocalGateway(
      program: try #require(LocalGateway.program), holds: "1s",
      prepare: { folder in
        try FileManager.default.createDirectory(atPath: folder + "/rules", withIntermediateDirectories: true)
        try policy("operator", prefix: "/admin").write(toFile: folder + "/rules/policy.yaml", atomically: true, encoding: .utf8)
      }, flags: { ["--policies", $0 + "/rules"] })
    defer { gateway.end() }
    let daemon = gateway.daemon
    _ = try gateway.repository.commit(files: ["policies/own.yaml": policy("own", prefix: "/debug")], "Rules")
    try gateway.commit(cart: .good, "First")
    try daemon.start()
    try await daemon.wait("the first release", seconds: 60) { $0.stable?.number == 1 && $0.isEverywhere(1) }

    try gateway.commit(cart: .good, "Admin", more: mapping("admin", prefix: "/admin/"))
    let admin = try await daemon.wait("the operator's denial", seconds: 30) { $0.rejected != nil }
    let finding = try #require(admin.rejected?.findings.first { $0.severity == "error" })
    #expect(finding.code == "policy/operator" && finding.message.contains("no /admin here") && finding.file == "gateway.yaml")
    #expect(admin.isEverywhere(1))

    try gateway.repository.git("rm", "--quiet", "policies/own.yaml")
    let sly = try gateway.commit(cart: .good, "Debug", more: mapping("debug", prefix: "/debug/"))
    let denied = try await daemon.wait("the live rule's denial", seconds: 30) { $0.rejected?.commit.hasPrefix(sly) == true }
    #expect(denied.rejected?.findings.contains { $0.code == "policy/own" } == true)

    try gateway.commit(cart: .good, "Without the rule")
    try await daemon.wait("release 2", seconds: 60) { $0.stable?.number == 2 && $0.isEverywhere(2) && $0.rejected == nil }
    try gateway.commit(cart: .good, "Debug again", more: mapping("debug", prefix: "/debug/"))
    try await daemon.wait("release 3", seconds: 60) { $0.stable?.number == 3 && $0.isEverywhere(3) }
  }
}
