import Dispatch
import Synchronization

/// Applies a pure function to every element, on as many cores as there are; the order stays.
func atOnce<Input: Sendable, Output: Sendable>(_ inputs: [Input], _ work: @Sendable (Input) -> Output) -> [Output] {
  let outputs = Mutex<[Int: Output]>([:])
  DispatchQueue.concurrentPerform(iterations: inputs.count) { index in
    let output = work(inputs[index])
    outputs.withLock { $0[index] = output }
  }
  return outputs.withLock { outputs in inputs.indices.compactMap { outputs[$0] } }
}
