/// Puts partials and parents in their places.
struct Resolver {
    /// One more would need another overload of `Scope.lookup`.
    static let deepestSection = 6
    /// A template may come up inside itself by way of a replaced block, which ends; more often than this it
    /// does not.
    private static let mostRepetitions = 3

    private let library: Library
    private var diagnostics: [Diagnostic] = []
    private var underway: [String] = []
    private var sectionDepth = 0
    private var usedOverrides: Set<Location> = []

    /// What the blocks of a template are replaced with.
    private typealias Overrides = [String: Override]

    private struct Override {
        let block: Block
        /// Those of the template in which the override is written. Blocks in its content are that template's
        /// own.
        let surroundings: Overrides
    }

    static func flatten(
        _ page: SourceFile, in library: Library, diagnostics: inout [Diagnostic]
    ) -> [FlatNode] {
        var resolver = Resolver(library: library)
        let location = Location(path: page.path, line: 1, column: 1)
        let nodes = resolver.include(page.name, at: location, overrides: [:], indentation: .none)
        for diagnostic in resolver.diagnostics {
            diagnostics.report(diagnostic.message, at: diagnostic.location)
        }
        return nodes
    }

    private init(library: Library) {
        self.library = library
    }

    private mutating func include(
        _ name: String, at location: Location, overrides: Overrides, indentation: Indentation,
        continuesLine: Bool = false
    ) -> [FlatNode] {
        guard var nodes = library[name] else {
            let suggestion = library.suggestion(for: name).map { "; did you mean \($0)?" } ?? ""
            diagnostics.report("there is no template \(name)\(suggestion)", at: location)
            return []
        }
        guard underway.count(where: { $0 == name }) < Self.mostRepetitions else {
            diagnostics.report("\(name) includes itself, and recursion is not supported", at: location)
            return []
        }
        if continuesLine, case .lineStart(let space, let location) = nodes.first {
            nodes[0] = .text(space, location)
        }
        underway.append(name)
        defer { underway.removeLast() }
        return flatten(nodes, overrides: overrides, indentation: indentation)
    }

    private mutating func flatten(
        _ nodes: [Node], overrides: Overrides, indentation: Indentation
    ) -> [FlatNode] {
        var result: [FlatNode] = []
        for node in nodes {
            switch node {
            case .lineStart(let space, let location):
                result.append(.literal(indentation.applied(to: space), location))
            case .text(let text, let location):
                result.append(.literal(text, location))
            case .value(let name, let isRaw):
                result.append(.value(name, isRaw: isRaw))
            case .link(let link):
                result.append(.link(link))
            case .section(let name, let isInverted, let content):
                result.append(
                    section(name, isInverted, content, overrides: overrides, indentation: indentation))
            case .partial(let name, let ownIndentation, let location):
                result += include(
                    name, at: location, overrides: overrides,
                    indentation: indentation.adding(ownIndentation ?? ""),
                    continuesLine: ownIndentation == nil)
            case .parent(let parent):
                result += flatten(parent, overrides: overrides, indentation: indentation)
            case .block(let block):
                result += flatten(block, overrides: overrides, indentation: indentation)
            }
        }
        return result
    }

    private mutating func section(
        _ name: Name, _ isInverted: Bool, _ content: [Node], overrides: Overrides, indentation: Indentation
    ) -> FlatNode {
        // An absent value puts nothing on the stack.
        if !isInverted { sectionDepth += 1 }
        defer { if !isInverted { sectionDepth -= 1 } }
        if sectionDepth > Self.deepestSection {
            diagnostics.report(
                "sections can be nested \(Self.deepestSection) deep: let the view prepare this",
                at: name.location)
        }
        return .section(
            name, isInverted: isInverted, flatten(content, overrides: overrides, indentation: indentation))
    }

    private mutating func flatten(
        _ parent: Parent, overrides: Overrides, indentation: Indentation
    ) -> [FlatNode] {
        let own = parent.overrides.map { ($0.name, Override(block: $0, surroundings: overrides)) }
        // What this template's own includer replaces stays replaced.
        let merged = overrides.merging(own) { outer, _ in outer }
        let errorCount = diagnostics.count
        let nodes = include(
            parent.name, at: parent.location, overrides: merged,
            indentation: indentation.adding(parent.indentation ?? ""),
            continuesLine: parent.indentation == nil)
        guard diagnostics.count == errorCount else { return nodes }
        for block in parent.overrides
        where overrides[block.name] == nil && !usedOverrides.contains(block.location) {
            diagnostics.report("\(parent.name) has no block \(block.name)", at: block.location)
        }
        return nodes
    }

    private mutating func flatten(
        _ block: Block, overrides: Overrides, indentation: Indentation
    ) -> [FlatNode] {
        guard let override = overrides[block.name] else {
            return flatten(block.content, overrides: overrides, indentation: indentation)
        }
        usedOverrides.insert(override.block.location)
        var content = override.block.content
        // The first line goes on where the block stands.
        if !block.hasOwnLines, override.block.hasOwnLines, case .lineStart = content.first {
            content.removeFirst()
        }
        return flatten(
            content, overrides: override.surroundings,
            indentation: indentation.adding(block.indentation, removing: override.block.indentation))
    }
}
