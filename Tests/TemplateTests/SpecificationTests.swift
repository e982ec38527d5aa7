import Testing

@testable import TemplateCompiler

/// The Mustache specification's own tests, compiled all together and run.
@Suite("Mustache specification", .enabled(if: Specification.isPresent, "its files are not here"))
struct SpecificationTests {
    /// How many tests each file has, those left out included.
    private static let files = [
        "comments": 12, "interpolation": 42, "inverted": 22, "partials": 12, "sections": 34,
        "~inheritance": 27,
    ]

    /// What the language leaves out on purpose, and why.
    private static let leftOut: [String: [String]] = [
        // A name that is nowhere is an error when the page is compiled.
        "interpolation": [
            "Basic Context Miss Interpolation", "Triple Mustache Context Miss Interpolation",
            "Ampersand Context Miss Interpolation", "Dotted Names - Broken Chains",
            "Dotted Names - Broken Chain Resolution", "Dotted Names - Context Precedence",
            "Dotted Names are never single keys",
            // A page is a struct, neither text nor a number.
            "Implicit Iterators - Basic Interpolation", "Implicit Iterators - HTML Escaping",
            "Implicit Iterators - Triple Mustache", "Implicit Iterators - Ampersand",
            "Implicit Iterators - Basic Integer Interpolation",
        ],
        "inverted": ["Context Misses", "Dotted Names - Broken Chains", "Context", "List"],
        "sections": [
            "Context Misses", "Dotted Names - Broken Chains",
            // A page is a struct, not a list.
            "Implicit Iterator - Root-level",
        ],
        "~inheritance": ["Negative Sections"],
        // So is a template that is nowhere; and a template cannot include itself.
        "partials": ["Failed Lookup", "Recursion"],
    ]

    private struct Candidate {
        let title: String
        let pageName: String
        let test: Specification.Case
    }

    @Test("every test of the specification that applies gives what it expects")
    func specification() throws {
        let candidates = try candidates()
        #expect(candidates.count == 127)
        let outputs = try withTemporaryFolder { folder in
            for candidate in candidates {
                try write(source(candidate), to: "\(folder)/\(candidate.pageName).swift")
            }
            try write(main(candidates), to: "\(folder)/main.swift")
            let program = "\(folder)/program"
            let files = (candidates.map(\.pageName) + ["main"]).map { "\(folder)/\($0).swift" }
            let (status, output) = try swiftc(
                ["-Onone", "-wmo", "-num-threads", "2", "-suppress-warnings", "-o", program] + files)
            try #require(status == 0, "\(output)")
            return try run([program]).output.split(separator: 0, omittingEmptySubsequences: false)
        }
        // Behind the last separator is nothing.
        try #require(outputs.count == candidates.count + 1)
        for (candidate, output) in zip(candidates, outputs) {
            #expect(String(decoding: output, as: UTF8.self) == candidate.test.expected, "\(candidate.title)")
        }
    }

    private func candidates() throws -> [Candidate] {
        var candidates: [Candidate] = []
        for (file, count) in Self.files.sorted(by: { $0.key < $1.key }) {
            let tests = try Specification.cases(in: file)
            #expect(tests.count == count, "\(file)")
            let leftOut = Self.leftOut[file] ?? []
            for name in leftOut {
                #expect(tests.contains { $0.name == name }, "\(file): \(name)")
            }
            for test in tests where !leftOut.contains(test.name) {
                candidates.append(
                    Candidate(
                        title: "\(file): \(test.name)", pageName: "Case\(candidates.count)Page", test: test))
            }
        }
        return candidates
    }

    /// The view with its data, and the compiled template.
    private func source(_ candidate: Candidate) throws -> String {
        let test = candidate.test
        var templates = test.partials ?? [:]
        templates[candidate.pageName] = test.template
        guard case .object(let fields) = test.data else { throw CancellationError() }
        let data = SwiftData(markupNames: markupNames(in: templates.values))
        let pages = try Compiler.compile(sources(templates), staticFiles: StaticFiles(directory: ""))
        return try data.structure(candidate.pageName, fields) + #require(pages.first).swift
    }

    private func markupNames(in templates: some Sequence<String>) -> Set<String> {
        var names: Set<String> = []
        for template in templates {
            var diagnostics: [Diagnostic] = []
            for case .tag(let tag) in Lexer.tokens(of: sources(template)[0], diagnostics: &diagnostics)
            where tag.kind == .rawValue {
                names.insert(tag.name == "." ? "." : String(tag.name.split(separator: ".").last ?? ""))
            }
        }
        return names
    }

    private func main(_ candidates: [Candidate]) -> String {
        let pages = candidates.map { "    \($0.pageName)()," }.joined(separator: "\n")
        return """
            let pages: [any Template] = [
            \(pages)
            ]
            for page in pages {
                print(String(decoding: page.html(), as: UTF8.self), terminator: "\\0")
            }
            """
    }
}
