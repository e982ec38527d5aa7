// Where two branches meet, the text that follows must mean the same after either.

extension HTMLContext {
    /// The context after a section that began in this one and may have been left out; nil if what follows
    /// would be ambiguous.
    func joined(with other: HTMLContext) -> HTMLContext? {
        if self == other { return self }
        guard case .tag(let tag) = self, case .tag(let otherTag) = other,
            let joined = tag.joined(with: otherTag)
        else { return nil }
        return .tag(joined)
    }
}

extension TagContext {
    fileprivate func joined(with other: TagContext) -> TagContext? {
        guard name == other.name, isEnd == other.isEnd,
            let position = position.joined(with: other.position)
        else { return nil }
        return TagContext(
            name: name, isEnd: isEnd, position: position,
            isRefresh: isRefresh || other.isRefresh,
            hasDynamicContent: hasDynamicContent || other.hasDynamicContent)
    }
}

extension TagContext.Position {
    fileprivate func joined(with other: Self) -> Self? {
        switch (self, other) {
        case _ where self == other:
            self
        case (.value(let context, let quote), .value(let otherContext, let otherQuote)):
            if quote == otherQuote, let joined = context.joined(with: otherContext) {
                .value(joined, quote: quote)
            } else {
                nil
            }
        case _ where isBetweenAttributes && other.isBetweenAttributes:
            .afterAttribute
        default:
            nil
        }
    }

    /// Whether white space or the end of the tag can follow without changing what was before.
    private var isBetweenAttributes: Bool {
        switch self {
        case .name, .beforeAttribute, .afterAttribute, .attributeName, .afterAttributeName: true
        case .value(.plain, quote: nil): true
        case .value, .beforeValue: false
        }
    }
}

extension AttributeContext {
    fileprivate func joined(with other: Self) -> Self? {
        switch (self, other) {
        case _ where self == other: self
        case (.url(let part), .url(let otherPart)): .url(part.joined(with: otherPart))
        case (.scriptURL(let part), .scriptURL(let otherPart)): .scriptURL(part.joined(with: otherPart))
        case (.urlList(let part), .urlList(let otherPart)): .urlList(part.joined(with: otherPart))
        case (.metaContent, .plain), (.plain, .metaContent): .plain
        case (.data, .plain), (.plain, .data): .plain
        case (.data, .url(let part)), (.url(let part), .data): .url(part.joined(with: .literal("")))
        default: nil
        }
    }
}

extension URLPart {
    fileprivate func joined(with other: Self) -> Self {
        switch (self, other) {
        case _ where self == other: self
        case (.foreignScheme, _): self
        case (_, .foreignScheme): other
        case (.literal(""), _), (_, .literal("")), (.perhapsStart, _), (_, .perhapsStart): .perhapsStart
        case (.further, .further): .further
        default: .startingValue
        }
    }
}
