#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Reads whole files.
enum FileReader {
  /// libpg_query counts offsets in 32 bits.
  static let maxSize = Int(Int32.max)

  static func contents(of path: String) throws(SystemError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .last }
    if status.st_mode & S_IFMT == S_IFDIR { throw .isFolder }
    return try readToEnd(of: descriptor, expecting: Int(status.st_size))
  }

  static func standardInput() throws(SystemError) -> [UInt8] {
    try readToEnd(of: STDIN_FILENO, expecting: 0)
  }

  /// The array has room for one byte more than was expected: the end is found without moving the bytes.
  static func readToEnd(of descriptor: Int32, expecting size: Int) throws(SystemError) -> [UInt8] {
    guard size <= maxSize else { throw .tooLarge }
    var failure: SystemError?
    let capacity = max(size, 0) + 1
    var bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      while count < buffer.count {
        switch fill(from: descriptor, UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])) {
        case .success(0): return
        case .success(let more): count += more
        case .failure(let error): failure = error; return
        }
      }
    }
    if let failure { throw failure }
    if bytes.count < capacity { return bytes }
    // A pipe, or a file that grew.
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let more = try chunk.withUnsafeMutableBytes { fill(from: descriptor, $0) }.get()
      if more == 0 { return bytes }
      bytes += chunk[..<more]
      if bytes.count > maxSize { throw .tooLarge }
    }
  }

  private static func fill(from descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Result<Int, SystemError> {
    while true {
      // Linux reads at most 2 GB at once.
      let count = read(descriptor, buffer.baseAddress, min(buffer.count, 1 << 30))
      if count >= 0 { return .success(count) }
      if errno != EINTR { return .failure(.last) }
    }
  }
}
