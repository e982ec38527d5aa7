/// All templates, parsed, by name.
struct Library {
    private(set) var pages: [SourceFile] = []
    private var templates: [String: [Node]] = [:]

    init(_ files: [SourceFile], diagnostics: inout [Diagnostic]) {
        for file in files.sorted(by: { $0.name < $1.name }) {
            templates[file.name] = Parser.parse(file, diagnostics: &diagnostics)
            guard file.isPage else { continue }
            if let other = pages.first(where: { $0.baseName == file.baseName }) {
                diagnostics.report(
                    "\(other.name) has the same name, and a view can have only one template",
                    at: Location(path: file.path, line: 1, column: 1))
            }
            pages.append(file)
        }
    }

    subscript(name: String) -> [Node]? {
        templates[name]
    }

    /// The name nearest to a mistyped one, for the message.
    func suggestion(for name: String) -> String? {
        let wanted = name.split(separator: "/").last
        return templates.keys.sorted().first { $0.split(separator: "/").last == wanted }
    }
}
