/// What happens to the beginning of a line on its way into the page that includes it: a partial's lines move
/// right by the indentation of the tag; a block's content moves from where it was written to where it goes.
struct Indentation {
    private struct Step {
        let removed: String
        let added: String
    }

    /// Innermost first.
    private var steps: [Step] = []

    static let none = Indentation()

    func adding(_ added: String, removing removed: String = "") -> Indentation {
        if added == removed { return self }
        var result = self
        result.steps.insert(Step(removed: removed, added: added), at: 0)
        return result
    }

    func applied(to whiteSpace: String) -> String {
        steps.reduce(whiteSpace) { line, step in
            step.added + line.dropFirst(line.commonPrefix(with: step.removed).count)
        }
    }
}

extension String {
    fileprivate func commonPrefix(with other: String) -> Substring {
        let length = zip(self, other).prefix { $0 == $1 }.count
        return prefix(length)
    }
}
