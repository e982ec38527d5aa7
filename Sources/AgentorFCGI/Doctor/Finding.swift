/// What a check has found, in plain words.
struct Finding: Hashable, Sendable {
    enum Verdict: Hashable, Sendable {
        case fine
        /// It works, and something may go wrong by it.
        case warning
        /// It does not work.
        case broken
    }

    /// What was checked.
    let subject: String
    let verdict: Verdict
    /// How it is.
    let words: String
    /// What to do; nil where nothing is to be done.
    let remedy: String?

    /// Two lines at most, and one where all is well.
    var lines: [String] {
        let mark =
            switch verdict {
            case .fine: "fine    "
            case .warning: "WARNING "
            case .broken: "BROKEN  "
            }
        return ["\(mark)  \(subject): \(words)"] + (remedy.map { ["          To do: \($0)"] } ?? [])
    }
}

/// One thing that can be checked. Each is in a file of its own.
struct Check: Sendable {
    /// What is checked.
    let subject: String
    /// As whom the database has to be reached for it; whoever cannot reach it is told so once, by another check.
    var needs: [DatabaseRole] = []
    /// How it is, and what to do; no remedy stands for fine.
    let look: @Sendable (Patient) throws -> Look

    enum Look {
        case fine(String)
        case warning(String, remedy: String)
        case broken(String, remedy: String)
    }

    func finding(in patient: Patient) -> Finding {
        do {
            switch try look(patient) {
            case .fine(let words): return finding(.fine, words, nil)
            case .warning(let words, let remedy): return finding(.warning, words, remedy)
            case .broken(let words, let remedy): return finding(.broken, words, remedy)
            }
        } catch {
            return finding(
                .broken, "it could not be looked at: \(error)", "mend what the error says, and look again.")
        }
    }

    private func finding(_ verdict: Finding.Verdict, _ words: String, _ remedy: String?) -> Finding {
        Finding(subject: subject, verdict: verdict, words: words, remedy: remedy)
    }
}
