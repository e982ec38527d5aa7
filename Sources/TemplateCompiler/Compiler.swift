import FoundationEssentials

/// The language is Mustache, of which it leaves out what is known only at run time (other delimiters, names of
/// templates, recursion), and to which it adds one tag: `Link`.
enum Compiler {
    /// Swift for each page; all errors of all templates at once.
    static func compile(
        _ files: [SourceFile], staticFiles: StaticFiles
    ) throws(CompilationErrors) -> [CompiledPage] {
        var diagnostics: [Diagnostic] = []
        let library = Library(files, diagnostics: &diagnostics)
        let pages = library.pages.map { page in
            let nodes = Resolver.flatten(page, in: library, diagnostics: &diagnostics)
            let operations = ContextAnalysis.operations(
                for: nodes, of: page, staticFiles: staticFiles, diagnostics: &diagnostics)
            return CompiledPage(name: page.baseName, swift: SwiftEmitter.swift(for: operations, of: page))
        }
        guard diagnostics.isEmpty else { throw CompilationErrors(diagnostics: diagnostics) }
        return pages
    }
}

struct CompilationErrors: Error, CustomStringConvertible {
    let diagnostics: [Diagnostic]

    var description: String {
        diagnostics.map(\.description).joined(separator: "\n")
    }
}

struct CompiledPage {
    let name: String
    let swift: String

    /// An unchanged file keeps its date, so that only what changed is compiled again.
    func write(to directory: String) throws {
        let path = "\(directory)/\(name)+Template.swift"
        let data = Data(swift.utf8)
        if FileManager.default.contents(atPath: path) != data {
            try data.write(to: URL(filePath: path), options: .atomic)
        }
    }
}
