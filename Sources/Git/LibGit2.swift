import CGit
import CGitLibrary
import Foundation

/// The one file with raw pointers and return codes of libgit2.
enum LibGit2 {
  /// What a call said when it failed.
  struct Failure: Error {
    let code: Int32
    let kind: Int32
    let message: String
  }

  private static let started: Void = {
    git_libgit2_init()
    cgit_set_owner_validation(0)
    cgit_set_fsync(1)
  }()

  /// Makes the library ready; more than once is harmless.
  static func start() { _ = started }

  /// Turns a return code into an error. The message is the thread's own: it is read at once.
  @discardableResult
  static func check(_ code: Int32) throws(Failure) -> Int32 {
    guard code < 0 else { return code }
    let error = git_error_last()
    throw Failure(code: code, kind: error?.pointee.klass ?? 0, message: error.map { String(cString: $0.pointee.message) } ?? "code \(code)")
  }

  /// Lends strings to a call that takes an array of them.
  static func withStrings<Result>(_ texts: [String], _ body: (git_strarray) throws(Failure) -> Result) throws(Failure) -> Result {
    let words = UnsafeMutableBufferPointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: texts.count)
    _ = words.initialize(from: texts.map { (text: String) -> UnsafeMutablePointer<CChar>? in strdup(text) })
    defer {
      for word in words { free(word) }
      words.deallocate()
    }
    return try body(git_strarray(strings: words.baseAddress, count: texts.count))
  }

  static func hex(_ id: git_oid) -> String {
    var id = id
    var text = [CChar](repeating: 0, count: 41)
    git_oid_tostr(&text, 41, &id)
    return String(decoding: text.prefix(40).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  static func id(_ hex: String) throws(Failure) -> git_oid {
    var id = git_oid()
    try check(git_oid_fromstr(&id, hex))
    return id
  }
}

/// A bare repository. Not `Sendable`: one handle belongs to one owner at a time.
final class Repository {
  let pointer: OpaquePointer
  let directory: String

  /// Opens a bare repository.
  init(opening directory: String) throws(LibGit2.Failure) {
    LibGit2.start()
    var opened: OpaquePointer?
    try LibGit2.check(git_repository_open_bare(&opened, directory))
    guard let opened else { throw .init(code: -1, kind: 0, message: "no repository") }
    pointer = opened
    self.directory = directory
  }

  /// Opens it, or makes it when there is none.
  static func openOrCreate(_ directory: String) throws(LibGit2.Failure) -> Repository {
    LibGit2.start()
    if !FileManager.default.fileExists(atPath: directory + "/HEAD") {
      var made: OpaquePointer?
      var options = git_repository_init_options()
      try LibGit2.check(git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION)))
      options.flags = GIT_REPOSITORY_INIT_BARE.rawValue | GIT_REPOSITORY_INIT_MKDIR.rawValue | GIT_REPOSITORY_INIT_MKPATH.rawValue
      try LibGit2.check(git_repository_init_ext(&made, directory, &options))
      git_repository_free(made)
    }
    return try Repository(opening: directory)
  }

  deinit { git_repository_free(pointer) }

  /// The commit that a reference or id stands for, tags peeled.
  func commit(_ specification: String) throws(LibGit2.Failure) -> (id: git_oid, tree: git_oid, author: String, message: String, time: Int) {
    var object: OpaquePointer?
    try LibGit2.check(git_revparse_single(&object, pointer, specification))
    defer { git_object_free(object) }
    var peeled: OpaquePointer?
    try LibGit2.check(git_object_peel(&peeled, object, GIT_OBJECT_COMMIT))
    defer { git_object_free(peeled) }
    guard let commit = peeled, let id = git_commit_id(commit)?.pointee, let tree = git_commit_tree_id(commit)?.pointee else {
      throw .init(code: -1, kind: 0, message: "\(specification) is not a commit")
    }
    let author = git_commit_author(commit).map { String(cString: $0.pointee.name) } ?? ""
    let email = git_commit_author(commit).map { String(cString: $0.pointee.email) } ?? ""
    let message = git_commit_message(commit).map { String(cString: $0) } ?? ""
    return (id, tree, "\(author) <\(email)>", message, Int(git_commit_time(commit)))
  }

  /// Whether a commit is there, and its tree.
  func hasCommit(_ id: CommitID) -> Bool { (try? commit(id.hex)).map { has($0.tree) } ?? false }

  /// The tree at a path below another one; nil when there is none, or something else.
  func tree(_ root: git_oid, at path: String) throws(LibGit2.Failure) -> git_oid? {
    let parts = path.split(separator: "/").filter { $0 != "." }
    guard !parts.isEmpty else { return root }
    var id = root
    for part in parts {
      guard let next = try children(of: id).first(where: { $0.name == part && $0.isTree }) else { return nil }
      id = next.id
    }
    return id
  }

  /// One entry of a tree.
  struct Child {
    let name: String
    let id: git_oid
    let mode: UInt32
    var isTree: Bool { mode == GIT_FILEMODE_TREE.rawValue }
    /// A regular file; a link, a submodule and everything else is none.
    var isFile: Bool { mode == GIT_FILEMODE_BLOB.rawValue || mode == GIT_FILEMODE_BLOB_EXECUTABLE.rawValue }
    /// What has bytes of its own: a link, too.
    var isBlob: Bool { isFile || mode == GIT_FILEMODE_LINK.rawValue }
  }

  /// A tree's entries, as they are: nothing has said that their names are harmless.
  func children(of tree: git_oid) throws(LibGit2.Failure) -> [Child] {
    var id = tree
    var found: OpaquePointer?
    try LibGit2.check(git_tree_lookup(&found, pointer, &id))
    defer { git_tree_free(found) }
    return (0..<git_tree_entrycount(found)).compactMap { index in
      guard let entry = git_tree_entry_byindex(found, index), let name = git_tree_entry_name(entry), let id = git_tree_entry_id(entry)
      else { return nil }
      return Child(name: String(cString: name), id: id.pointee, mode: git_tree_entry_filemode(entry).rawValue)
    }
  }

  /// An object's size, without its contents.
  func size(of id: git_oid) throws(LibGit2.Failure) -> Int {
    try withDatabase { odb throws(LibGit2.Failure) in
      var (id, size, type) = (id, 0, GIT_OBJECT_ANY)
      try LibGit2.check(git_odb_read_header(&size, &type, odb, &id))
      return size
    }
  }

  func object(_ id: git_oid) throws(LibGit2.Failure) -> (type: git_object_t, bytes: [UInt8]) {
    try withDatabase { odb throws(LibGit2.Failure) in
      var id = id
      var object: OpaquePointer?
      try LibGit2.check(git_odb_read(&object, odb, &id))
      defer { git_odb_object_free(object) }
      let bytes = UnsafeRawBufferPointer(start: git_odb_object_data(object), count: git_odb_object_size(object))
      return (git_odb_object_type(object), [UInt8](bytes))
    }
  }

  func has(_ id: git_oid) -> Bool {
    (try? withDatabase { odb throws(LibGit2.Failure) in
      var id = id
      return git_odb_exists(odb, &id) == 1
    }) ?? false
  }

  func write(_ bytes: [UInt8], _ type: git_object_t) throws(LibGit2.Failure) -> git_oid {
    try withDatabase { odb throws(LibGit2.Failure) in
      var id = git_oid()
      try LibGit2.check(bytes.withUnsafeBytes { git_odb_write(&id, odb, $0.baseAddress, $0.count, type) })
      return id
    }
  }

  private func withDatabase<Result>(_ body: (OpaquePointer?) throws(LibGit2.Failure) -> Result) throws(LibGit2.Failure) -> Result {
    var odb: OpaquePointer?
    try LibGit2.check(git_repository_odb(&odb, pointer))
    defer { git_odb_free(odb) }
    return try body(odb)
  }
}
