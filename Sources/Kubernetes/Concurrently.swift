/// Applies a function to all, some at a time; the order stays.
///
/// - Parameter width: How many are under way together: as many as an API server takes without a word from one client.
package func concurrently<Input: Sendable, Output: Sendable>(
  _ inputs: [Input], width: Int = 8, _ work: @escaping @Sendable (Input) async -> Output
) async -> [Output] {
  await withTaskGroup(of: (Int, Output).self) { group in
    var outputs: [Int: Output] = [:]
    for (index, input) in inputs.enumerated() {
      if index >= width, let (done, output) = await group.next() { outputs[done] = output }
      group.addTask { (index, await work(input)) }
    }
    for await (done, output) in group { outputs[done] = output }
    return inputs.indices.compactMap { outputs[$0] }
  }
}
