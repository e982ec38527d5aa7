import FoundationEssentials
import Glibc
import Testing

/// Runs a program and waits for it; its output and its errors together.
func run(_ arguments: [String]) throws -> (status: Int32, output: [UInt8]) {
    let command =
        arguments.map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ") + " 2>&1"
    let stream = try #require(popen(command, "r"))
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
        let count = fread(&buffer, 1, buffer.count, stream)
        if count == 0 { break }
        output += buffer[..<count]
    }
    return (pclose(stream), output)
}

/// A folder that is gone when the closure returns.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "templates-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
}

func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
}

enum Package {
    static let root: String = {
        var components = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        components.removeLast("Tests/TemplateTests/Support/Shell.swift".split(separator: "/").count)
        return components.joined(separator: "/")
    }()

    /// The sources of the runtime, to be compiled together with compiled templates.
    static func runtimeSources() throws -> [String] {
        let folder = root + "/Sources/TemplateRuntime"
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { "\(folder)/\($0)" }
    }
}

/// The Swift compiler, for compiled templates and views as one module with the runtime.
func swiftc(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let fixed = [
        "swiftc", "-swift-version", "6", "-package-name", "agentor", "-module-name", "TemplateRuntime",
    ]
    let (status, output) = try run(fixed + Package.runtimeSources() + arguments)
    return (status, String(decoding: output, as: UTF8.self))
}
