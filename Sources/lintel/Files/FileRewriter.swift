#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import PostgresSyntax

/// Gives a file another text, whole or not at all.
enum FileRewriter {
  /// Nil when it was written; else what stood in the way. The file is then as it was.
  /// - Parameters:
  ///   - path: a link is followed and stays one.
  ///   - old: the text that was read.
  static func write(_ new: SourceText, to path: String, insteadOf old: SourceText) -> String? {
    do throws(SystemError) {
      let status = try FileStatus(path)
      guard status.kind == .file else { return "is no plain file" }
      guard let real = Folder.realPath(path) else { throw .last }
      // To replace a file takes no right to write to it: whoever took that away meant it.
      guard access(real, W_OK) == 0 else { throw .last }
      return try SignalHold.during { () throws(SystemError) -> String? in
        let file = try AtomicFile(replacing: real, status)
        try new.withBytes(of: new.span) { bytes in
          Result { () throws(SystemError) in try file.write(UnsafeRawBufferPointer(bytes)) }
        }.get()
        try file.save()
        // As late as can be.
        guard try isUnchanged(real, old) else { return "has changed since it was read" }
        try file.replace()
        return nil
      }
    } catch {
      return error.text
    }
  }

  /// Makes a file, and its folder where it needs one. Nil when it was made; else what stood in the way.
  static func create(_ new: SourceText, at path: String) -> String? {
    do throws(SystemError) {
      if (try? FileStatus(path)) != nil { return "is there already" }
      let folder = Path.parent(of: path)
      if (try? FileStatus(folder)) == nil, mkdir(folder, 0o777) != 0 { throw .last }
      return try SignalHold.during { () throws(SystemError) -> String? in
        let file = try AtomicFile(replacing: path, nil)
        try new.withBytes(of: new.span) { bytes in
          Result { () throws(SystemError) in try file.write(UnsafeRawBufferPointer(bytes)) }
        }.get()
        try file.save()
        try file.replace()
        return nil
      }
    } catch {
      return error.text
    }
  }

  /// Takes a file away, and its folder when nothing else is in there.
  static func remove(_ path: String, insteadOf old: SourceText) -> String? {
    do throws(SystemError) {
      guard try isUnchanged(path, old) else { return "has changed since it was read" }
      guard unlink(path) == 0 else { throw .last }
      rmdir(Path.parent(of: path))
      return nil
    } catch {
      return error.text
    }
  }

  private static func isUnchanged(_ path: String, _ old: SourceText) throws(SystemError) -> Bool {
    let bytes = try FileReader.contents(of: path)
    return old.withBytes(of: old.span) { $0.elementsEqual(bytes) }
  }
}
