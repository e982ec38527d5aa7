/// Follows the HTML of a page to find how each value has to be escaped, and where a value or a section must
/// not stand. On the way, literal text is joined, addresses of static files get their hashes, and other addresses of
/// the site that are no links are refused.
struct ContextAnalysis {
    private let staticFiles: StaticFiles
    private var context = HTMLContext.text
    private var diagnostics: [Diagnostic] = []

    static func operations(
        for nodes: [FlatNode], of page: SourceFile, staticFiles: StaticFiles, diagnostics: inout [Diagnostic]
    ) -> [Operation] {
        var analysis = ContextAnalysis(staticFiles: staticFiles)
        let operations = analysis.visit(nodes)
        // A last `<` is text.
        if analysis.context != .text, analysis.context != .markup(""), analysis.diagnostics.isEmpty {
            analysis.diagnostics.report(
                "the page ends \(analysis.context)", at: Location(path: page.path, line: 1, column: 1))
        }
        for diagnostic in analysis.diagnostics {
            diagnostics.report(diagnostic.message, at: diagnostic.location)
        }
        return operations
    }

    private init(staticFiles: StaticFiles) {
        self.staticFiles = staticFiles
    }

    private mutating func visit(_ nodes: [FlatNode]) -> [Operation] {
        var operations: [Operation] = []
        var literal = LiteralBuffer()
        var index = 0
        while index < nodes.count {
            switch nodes[index] {
            case .literal(let text, let location):
                append(text, location, to: &literal)
            case .value(let name, let isRaw):
                literal.flush(into: &operations)
                if let sink = sink(of: name, isRaw: isRaw) { operations.append(.value(name, sink)) }
            case .link(let link):
                literal.flush(into: &operations)
                if isInPlace(link) { operations.append(.link(link)) }
            case .section(let name, let isInverted, let content):
                literal.flush(into: &operations)
                if let (otherName, alternative) = alternative(to: nodes[index], following: index, in: nodes) {
                    operations += visitBranches(name, isInverted, content, otherName, alternative)
                    index += 1
                } else {
                    operations.append(visitSection(name, isInverted, content))
                }
            }
            index += 1
        }
        if let url = context.pendingStaticAddress {
            literal.replaceSuffix(url, with: staticAddress(url, at: literal.end))
            context.settleURL()
        }
        literal.flush(into: &operations)
        return operations
    }

    private mutating func sink(of name: Name, isRaw: Bool) -> Sink? {
        do throws(MisplacedValue) {
            let sink = try context.consumeValue()
            guard isRaw else { return sink }
            guard sink == .text else {
                diagnostics.report(
                    "raw values can stand between tags only, not \(context)", at: name.location)
                return nil
            }
            return .markup
        } catch {
            report(error, at: name.location)
            return nil
        }
    }

    private mutating func isInPlace(_ link: Link) -> Bool {
        do throws(MisplacedValue) {
            try context.consumeLink()
            return true
        } catch {
            report(error, at: link.location)
            return false
        }
    }

    private mutating func report(_ error: MisplacedValue, at location: Location) {
        diagnostics.report(error.reason, at: location)
        if context.pendingStaticAddress != nil { context.settleURL() }
    }
}

// Literal text.
extension ContextAnalysis {
    private mutating func append(_ text: String, _ location: Location, to literal: inout LiteralBuffer) {
        var location = location
        for index in text.utf8.indices {
            checkAddress(text.utf8[index...], at: location)
            let byte = text.utf8[index]
            let pending = context.pendingStaticAddress
            let problem = context.consume(byte)
            if let problem { diagnostics.report(problem, at: location) }
            if let pending, context.pendingStaticAddress == nil {
                literal.replaceSuffix(pending, with: staticAddress(pending, at: location))
            }
            literal.append(byte)
            location.column += 1
            literal.end = location
        }
    }

    /// An address of this site must be a link, unless it is that of a static file.
    private mutating func checkAddress(_ rest: Substring.UTF8View, at location: Location) {
        guard context.isAtStartOfAddress, rest.first == UInt8(ascii: "/"),
            !rest.starts(with: StaticFiles.prefix.utf8)
        else { return }
        diagnostics.report(
            "write {{@feature.address}} for an address of this site: only \(StaticFiles.prefix)… is written out",
            at: location)
    }

    private mutating func staticAddress(_ address: String, at end: Location) -> String {
        do throws(StaticFiles.Missing) {
            return try staticFiles.hashedAddress(of: address)
        } catch {
            var location = end
            location.column -= address.utf8.count
            diagnostics.report("there is no file static/\(error.name)", at: location)
            return address
        }
    }
}

// Sections.
extension ContextAnalysis {
    private mutating func visitSection(_ name: Name, _ isInverted: Bool, _ content: [FlatNode]) -> Operation {
        let before = context
        checkNoStaticAddress(isCutAt: name)
        let section = visitContent(name, isInverted, content)
        join(before, name)
        return section
    }

    /// `{{#a}}…{{/a}}{{^a}}…{{/a}}`: exactly one of the two is written, so both begin in the same context,
    /// and neither needs to end where it began.
    private mutating func visitBranches(
        _ name: Name, _ isInverted: Bool, _ first: [FlatNode], _ otherName: Name, _ second: [FlatNode]
    ) -> [Operation] {
        let before = context
        checkNoStaticAddress(isCutAt: name)
        let firstSection = visitContent(name, isInverted, first)
        let afterFirst = context
        context = before
        let secondSection = visitContent(otherName, !isInverted, second)
        join(afterFirst, otherName)
        return [firstSection, secondSection]
    }

    /// Leaves the context at the end of the content.
    private mutating func visitContent(_ name: Name, _ isInverted: Bool, _ content: [FlatNode]) -> Operation {
        let before = context
        let operations = visit(content)
        if isInverted { return .section(name, .whenAbsent, operations) }
        // A section may be a loop. Only the type of its value tells, so if its content means something else
        // when it comes again, the Swift compiler is told that it must not.
        var next = self
        if context != before {
            next.diagnostics = []
            let again = next.visit(content)
            if again != operations || next.context != context || !next.diagnostics.isEmpty {
                return .section(name, .atMostOnce, operations)
            }
        }
        return .section(name, .any, operations)
    }

    private mutating func join(_ other: HTMLContext, _ name: Name) {
        if let joined = other.joined(with: context) {
            context = joined
        } else {
            diagnostics.report(
                "this section begins or is left out \(other), but ends \(context)", at: name.location)
            context = other
        }
    }

    private mutating func checkNoStaticAddress(isCutAt name: Name) {
        if context.pendingStaticAddress != nil {
            diagnostics.report(
                "an address below \(StaticFiles.prefix) must be written out, so that its file can be found",
                at: name.location)
            context.settleURL()
        }
    }

    private func alternative(
        to node: FlatNode, following index: Int, in nodes: [FlatNode]
    ) -> (Name, [FlatNode])? {
        guard case .section(let name, let isInverted, _) = node, index + 1 < nodes.count,
            case .section(let next, let nextIsInverted, let content) = nodes[index + 1],
            next.components == name.components, nextIsInverted != isInverted
        else { return nil }
        return (next, content)
    }
}

/// Literal text on its way from several nodes into one operation.
private struct LiteralBuffer {
    private var bytes: [UInt8] = []
    /// Behind the last byte.
    var end = Location(path: "", line: 1, column: 1)

    mutating func append(_ byte: UInt8) {
        bytes.append(byte)
    }

    mutating func replaceSuffix(_ suffix: String, with replacement: String) {
        bytes.removeLast(suffix.utf8.count)
        bytes += replacement.utf8
    }

    mutating func flush(into operations: inout [Operation]) {
        guard !bytes.isEmpty else { return }
        operations.append(.literal(String(decoding: bytes, as: UTF8.self)))
        bytes = []
    }
}

extension HTMLContext {
    /// What has been read of an address below `/static/`.
    fileprivate var pendingStaticAddress: String? {
        guard case .tag(let tag) = self, case .value(let attribute, _) = tag.position else { return nil }
        switch attribute {
        case .url(.literal(let address)), .scriptURL(.literal(let address)), .urlList(.literal(let address)):
            return address.hasPrefix(StaticFiles.prefix) ? address : nil
        default:
            return nil
        }
    }

    /// After an address that ends with its section.
    fileprivate mutating func settleURL() {
        guard case .tag(var tag) = self, case .value(let attribute, let quote) = tag.position else { return }
        switch attribute {
        case .url: tag.position = .value(.url(.further), quote: quote)
        case .scriptURL: tag.position = .value(.scriptURL(.further), quote: quote)
        case .urlList: tag.position = .value(.urlList(.further), quote: quote)
        default: return
        }
        self = .tag(tag)
    }
}
