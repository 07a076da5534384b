#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import LintelTestSupport

/// A Django that `make deps` brought.
struct DjangoVersion: Sendable, CustomStringConvertible {
  /// Such as `5.2`.
  let name: String
  /// The folder of its packages.
  let packages: String

  var description: String { "Django \(name)" }

  static let checkout = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

  /// Each once; none where there is no network.
  static let all: [DjangoVersion] = {
    var releases: Set<String> = []
    return ["4.2", "5.2", "newest"].compactMap { name -> DjangoVersion? in
      let packages = "\(checkout)/.deps/django/\(name)"
      guard access(packages + "/django/__init__.py", R_OK) == 0 else { return nil }
      let release = ChildProcess.run(["python3", "-m", "django", "--version"], environment: ["PYTHONPATH=\(packages)"]).text
      return releases.insert(release).inserted ? DjangoVersion(name: name, packages: packages) : nil
    }
  }()
}

/// A copy of the sample project, gone with it.
final class ShopProject {
  let path: String
  let version: DjangoVersion?

  init(_ version: DjangoVersion?) {
    self.version = version
    var template = Array("/tmp/lintel-django-XXXXXX".utf8CString)
    path = template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } } ?? "/tmp/none"
    _ = ChildProcess.run(["cp", "-R", "\(DjangoVersion.checkout)/Samples/shop_django/.", path])
    if let version {
      // The Python of the project.
      write("python", "#!/bin/sh\nPYTHONDONTWRITEBYTECODE=1 PYTHONPATH='\(version.packages)' exec python3 \"$@\"\n")
      chmod(path + "/python", 0o755)
    }
  }

  deinit { _ = ChildProcess.run(["rm", "-rf", path]) }

  func write(_ name: String, _ text: String) {
    guard let file = fopen("\(path)/\(name)", "w") else { return }
    defer { fclose(file) }
    fputs(text, file)
  }

  func read(_ name: String) -> String { ChildProcess.run(["cat", "\(path)/\(name)"]).text }
  func remove(_ name: String) { unlink("\(path)/\(name)") }
  var migrations: [String] {
    ChildProcess.run(["ls", "shop/migrations", "orders/migrations"], in: path).text.split(separator: "\n").map(String.init).filter { $0.hasSuffix(".py") }
  }

  /// Lintel in its folder.
  func lintel(_ arguments: String..., environment: [String] = []) -> ChildProcess.Output {
    let python = version == nil ? [] : ["--python", "\(path)/python"]
    return LintelProgram.run(Array(arguments.prefix(1)) + python + arguments.dropFirst(), in: path, environment: environment)
  }

  /// `manage.py` with a database.
  func manage(_ arguments: String..., on database: TestDatabase? = nil) -> ChildProcess.Output {
    ChildProcess.run(["\(path)/python", "manage.py"] + arguments, in: path, environment: environment(database))
  }

  func environment(_ database: TestDatabase?) -> [String] {
    database.map { ["SHOP_HOST=\($0.server.socketFolder)", "SHOP_DATABASE=\($0.name)", "SHOP_USER=postgres"] } ?? ["SHOP_HOST=/nowhere"]
  }
}
