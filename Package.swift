// swift-tools-version: 6.1
import PackageDescription

let settings: [SwiftSetting] = [.enableUpcomingFeature("InternalImportsByDefault")]

let package = Package(
  name: "lintel",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "lintel", targets: ["lintel"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
  ],
  targets: [
    // The C and C++ libraries, each seen by one target only.
    .systemLibrary(name: "libpg_query", pkgConfig: "libpg_query", providers: [.apt(["libpg-query-dev"]), .brew(["libpg_query"])]),
    .systemLibrary(name: "simdjson", pkgConfig: "simdjson", providers: [.apt(["libsimdjson-dev"]), .brew(["simdjson"])]),
    .systemLibrary(name: "libmd", pkgConfig: "libmd", providers: [.apt(["libmd-dev"]), .brew(["libmd"])]),
    .target(
      name: "CPgQuery", dependencies: ["libpg_query"],
      linkerSettings: [.unsafeFlags(["-Xlinker", "--wrap=appendStringInfo"], .when(platforms: [.linux]))]),
    .target(name: "CSyntaxTree", dependencies: ["simdjson"]),

    // The way through the house: see README, "How it is built".
    .target(name: "PostgresSyntax", dependencies: ["CPgQuery", "CSyntaxTree"], swiftSettings: settings),
    .target(name: "Migrations", dependencies: ["PostgresSyntax"], swiftSettings: settings, plugins: ["ListRunners"]),
    .target(name: "PostgresBehavior", dependencies: ["PostgresSyntax"], swiftSettings: settings),
    .target(name: "Linting", dependencies: ["Migrations", "PostgresBehavior"], swiftSettings: settings),
    .target(name: "LintelRules", dependencies: ["Linting"], path: "Rules", swiftSettings: settings, plugins: ["EmbedRules"]),
    .target(name: "Reports", dependencies: ["Linting"], swiftSettings: settings),
    .executableTarget(
      name: "lintel",
      dependencies: [
        "LintelRules", "Reports", "TOMLKit", "libmd",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings, plugins: ["EmbedText"]),

    // What the programs share that write sources during the build.
    .target(name: "BuildFiles", swiftSettings: settings),

    // Puts the Python helper for Django projects into the program.
    .executableTarget(name: "embed-text", dependencies: ["BuildFiles"]),
    .plugin(name: "EmbedText", capability: .buildTool(), dependencies: ["embed-text"], path: "Sources/EmbedText"),

    // Makes `Rules.all` out of the files in Rules/.
    .executableTarget(name: "embed-rules", dependencies: ["BuildFiles"]),
    .plugin(name: "EmbedRules", capability: .buildTool(), dependencies: ["embed-rules"], path: "Sources/EmbedRules"),

    // Makes `Runners.all` out of the files in Sources/Migrations/Runners/.
    .executableTarget(name: "list-runners", dependencies: ["BuildFiles"]),
    .plugin(name: "ListRunners", capability: .buildTool(), dependencies: ["list-runners"], path: "Sources/ListRunners"),

    .target(name: "LintelTestSupport", dependencies: ["LintelRules"], path: "Tests/Support", swiftSettings: settings),
    .testTarget(name: "ReportTests", dependencies: ["Reports", "LintelTestSupport"]),
    .testTarget(name: "CommandTests", dependencies: ["lintel", "LintelTestSupport", "Reports"]),
    .testTarget(name: "RuleTests", dependencies: ["LintelTestSupport"]),
    .testTarget(name: "MigrationTests", dependencies: ["LintelTestSupport"], exclude: ["Fixed"]),
    .testTarget(name: "SyntaxTests", dependencies: ["PostgresSyntax", "CPgQuery"]),
    .testTarget(name: "LintingTests", dependencies: ["LintelTestSupport"]),
    .testTarget(name: "BehaviorTests", dependencies: ["LintelTestSupport"]),
    .testTarget(name: "ProofTests", dependencies: ["LintelTestSupport"]),
    .testTarget(name: "DjangoTests", dependencies: ["lintel", "LintelTestSupport"], exclude: ["insert.py", "sql.py", "state.py"]),
    .testTarget(name: "SampleTests", dependencies: ["LintelTestSupport"]),
  ],
  cxxLanguageStandard: .cxx17
)
