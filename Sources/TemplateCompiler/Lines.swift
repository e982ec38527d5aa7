extension [Token] {
    /// Notes for each tag whether it begins and whether it ends its line. Mustache drops lines that hold
    /// nothing but one tag that writes nothing; where partials and blocks stand decides how far their lines
    /// are indented.
    func notingLines() -> [Token] {
        var tokens = self
        for index in indices {
            guard case .tag(var tag) = self[index] else { continue }
            tag.indentation = indentation(before: index)
            tag.endsLine = isLineEnd(after: index)
            tokens[index] = .tag(tag)
        }
        return tokens
    }

    func isLineStart(_ index: Int) -> Bool {
        guard index > startIndex else { return true }
        if case .lineBreak = self[index - 1] { return true }
        return false
    }

    private func indentation(before index: Int) -> String? {
        if isLineStart(index) { return "" }
        guard case .text(let text, _) = self[index - 1], text.isBlank, isLineStart(index - 1) else {
            return nil
        }
        return text
    }

    private func isLineEnd(after index: Int) -> Bool {
        guard index + 1 < endIndex else { return true }
        switch self[index + 1] {
        case .lineBreak: return true
        case .tag: return false
        case .text(let text, _):
            guard text.isBlank else { return false }
            if index + 2 < endIndex, case .tag = self[index + 2] { return false }
            return true
        }
    }
}
