import FoundationEssentials

/// Reads folders, in an order that does not depend on the file system.
enum Folder {
    static func files(below folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
            .map { "\(folder)/\($0)" }
            .filter { path in
                var isDirectory = false
                return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory
            }
    }

    static func templates(below folder: String) throws -> [SourceFile] {
        try files(below: folder).filter { $0.hasSuffix(".html") }.map { path in
            SourceFile(
                name: String(path.dropFirst(folder.count + 1).dropLast(".html".count)), path: path,
                text: try String(contentsOfFile: path, encoding: .utf8))
        }
    }
}
