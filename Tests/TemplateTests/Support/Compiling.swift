import Testing

@testable import TemplateCompiler

/// Templates in memory, by name. The page under test is called `TestPage`.
func sources(_ templates: [String: String]) -> [SourceFile] {
    templates.map { SourceFile(name: $0.key, path: "\($0.key).html", text: $0.value) }
}

func sources(_ page: String) -> [SourceFile] {
    sources(["TestPage": page])
}

/// What the page becomes before it is Swift: literal text, and each value with the way it is escaped.
func outline(_ files: [SourceFile], staticFiles: String = "/nowhere") throws -> String {
    var diagnostics: [Diagnostic] = []
    let library = Library(files, diagnostics: &diagnostics)
    let page = try #require(library.pages.first)
    let nodes = Resolver.flatten(page, in: library, diagnostics: &diagnostics)
    let operations = ContextAnalysis.operations(
        for: nodes, of: page, staticFiles: StaticFiles(directory: staticFiles), diagnostics: &diagnostics)
    if !diagnostics.isEmpty { throw CompilationErrors(diagnostics: diagnostics) }
    return operations.map(\.outline).joined()
}

func outline(_ page: String, staticFiles: String = "/nowhere") throws -> String {
    try outline(sources(page), staticFiles: staticFiles)
}

/// The messages for templates that must not compile, as they would be printed.
func errors(_ files: [SourceFile], staticFiles: String = "/nowhere") -> [String] {
    do throws(CompilationErrors) {
        _ = try Compiler.compile(files, staticFiles: StaticFiles(directory: staticFiles))
        return []
    } catch {
        return error.diagnostics.map(\.description)
    }
}

func errors(_ page: String) -> [String] {
    errors(sources(page))
}

/// Swift files of compiled templates and of views written by hand, for the Swift compiler.
func writePages(_ templates: [String: String], views: String, to folder: String) throws -> [String] {
    let files = templates.map { SourceFile(name: $0.key, path: "\(folder)/\($0.key).html", text: $0.value) }
    let pages = try Compiler.compile(files, staticFiles: StaticFiles(directory: folder))
    try write(views, to: "\(folder)/main.swift")
    for page in pages { try page.write(to: folder) }
    return ["\(folder)/main.swift"] + pages.map { "\(folder)/\($0.name)+Template.swift" }
}

extension Operation {
    fileprivate var outline: String {
        switch self {
        case .literal(let text): text
        case .value(let name, let sink): "‹\(sink) \(name.outline)›"
        case .link(let link): "‹@\(([link.name] + link.parameters.map(\.outline)).joined(separator: " "))›"
        case .section(let name, let repetition, let content):
            "‹\(repetition.word) \(name.outline):\(content.map(\.outline).joined())›"
        }
    }
}

extension Operation.Repetition {
    fileprivate var word: String {
        switch self {
        case .any: "with"
        case .atMostOnce: "once"
        case .whenAbsent: "unless"
        }
    }
}

extension Name {
    fileprivate var outline: String {
        components.isEmpty ? "." : components.joined(separator: ".")
    }
}
