import Dispatch

/// Runs an actor on a queue of its own: libgit2 waits for the disk, and a disk may take its time. Swift's own pool has no more
/// threads than the machine has cores.
final class DiskExecutor: SerialExecutor {
  private let queue = DispatchQueue(label: "git")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
