import FoundationEssentials
import Text

/// A rule by which the site looks after people by itself.
package enum CareRule: String, CaseIterable, Sendable {
    case contactData = "contact-data"
    case sameWords = "same-words"
    case newAccounts = "new-accounts"
    case words
    case lookAlikes = "look-alikes"
    case disposableMail = "disposable-mail"
    case hook

    package var label: String {
        switch self {
        case .contactData: "Contact data in a first message"
        case .sameWords: "The same words to many strangers"
        case .newAccounts: "Slower limits for new accounts"
        case .words: "Words held for review"
        case .lookAlikes: "Names that look like those of known people"
        case .disposableMail: "Addresses that are thrown away"
        case .hook: "A service of your own"
        }
    }

    /// What it does, in plain words.
    package var purpose: String {
        switch self {
        case .contactData:
            "Whoever is written to by a stranger is warned beside the request where it has a link, an email address or a telephone number. Nothing is held."
        case .sameWords:
            "When one person writes the same words to many strangers, what they write from then on waits until a moderator lets it go. A greeting in the first line and digits do not count."
        case .newAccounts:
            "A new account begins fewer conversations at once, fewest on its first day (the limits “\(Throttle.Limit.beginOnFirstDay.name)” and “\(Throttle.Limit.beginWhileNew.name)”). It grows out of it by age, or when people answer."
        case .words:
            "A first message to strangers that has one of these words waits until a moderator lets it go. A public page, a service or a channel with one of them is shown, and becomes a case."
        case .lookAlikes:
            "Whoever takes a name that can be taken for that of a moderator, an administrator, or somebody who has been shown in the directory for some days becomes a case."
        case .disposableMail:
            "Nobody creates an account with such an address, or changes to one. \(DisposableDomains.shipped.count) domains are known here; add your own."
        case .hook:
            "Each first message to strangers is told to a service of your own, which can have it looked at. Its address and secret are set on the machine (AGENTOR_HOOK_URL, AGENTOR_HOOK_SECRET_FILE)."
        }
    }

    /// A number that it goes by.
    package struct Number: Sendable {
        package let name: String
        package let label: String
        package let range: ClosedRange<Int>
        let usual: Int
    }

    package var numbers: [Number] {
        switch self {
        case .contactData, .words, .disposableMail: []
        case .sameWords:
            [
                Number(name: "strangers", label: "From how many strangers on", range: 2...100, usual: 5),
                Number(name: "hours", label: "Within how many hours", range: 1...720, usual: 24),
            ]
        case .newAccounts:
            [
                Number(name: "days", label: "For how many days", range: 1...90, usual: 7),
                Number(name: "answered", label: "Or until so many have answered", range: 1...50, usual: 3),
            ]
        case .lookAlikes:
            [
                Number(
                    name: "days", label: "Known after how many days in the directory", range: 0...365,
                    usual: 14)
            ]
        case .hook:
            [Number(name: "text", label: "Send the words along (1) or not (0)", range: 0...1, usual: 0)]
        }
    }

    /// A list that it goes by.
    package struct List: Sendable {
        package let name: String
        package let label: String
        package let hint: String
    }

    package var list: List? {
        switch self {
        case .words:
            List(
                name: "words", label: "Words",
                hint: "One word or phrase a line. Letter case and accents do not count.")
        case .disposableMail:
            List(
                name: "domains", label: "Domains besides",
                hint: "One a line, such as example.com. What is below it counts, too.")
        default: nil
        }
    }

    /// How many lines there may be, and how long one.
    package static let mostLines = 1_000
    package static let longestLine = 200

    /// Why something waits, or is a case, for moderators: what the database calls it.
    package static func words(of reason: String) -> String {
        switch reason {
        case "person": "All they write first to strangers waits: a moderator has decided so"
        case "hook": "The site’s own service asked for it"
        default: CareRule(rawValue: reason)?.label ?? "Another message of theirs waits"
        }
    }
}

/// One rule as it is set.
package struct CareSetting: Sendable, Hashable {
    package var isOn: Bool
    package var numbers: [String: Int]
    package var list: [String]

    package init(isOn: Bool, numbers: [String: Int] = [:], list: [String] = []) {
        self.isOn = isOn
        self.numbers = numbers
        self.list = list
    }
}

extension CareSetting {
    /// Why a list cannot be kept.
    package struct Failure: Error {
        package let words: String
    }

    /// A list as it is typed, a line each.
    package static func lines(of text: String) throws(Failure) -> [String] {
        var lines: [String] = []
        for line in text.split(whereSeparator: \.isNewline).map({ PlainText.line(String($0)) })
        where !line.isEmpty && !lines.contains(line) {
            lines.append(line)
        }
        guard lines.count <= CareRule.mostLines else {
            throw Failure(words: "There may be \(CareRule.mostLines) lines at most.")
        }
        if let long = lines.first(where: { $0.unicodeScalars.count > CareRule.longestLine }) {
            throw Failure(
                words: "This line is longer than \(CareRule.longestLine) characters: \(long.prefix(40))…")
        }
        return lines
    }
}

/// All rules as they are set.
package struct CareRules: Sendable {
    package private(set) var settings: [CareRule: CareSetting] = [:]
    /// The words to look for, as texts are searched.
    private var words: [[Unicode.Scalar]] = []
    private var domains: Set<Substring> = []

    package init(_ settings: [CareRule: CareSetting]) {
        self.settings = settings
        words = (settings[.words]?.list ?? []).map(Self.searched).filter { $0.count > 2 }
        domains = Set((settings[.disposableMail]?.list ?? []).map { Domain.normalized(Substring($0))[...] })
    }

    package func isOn(_ rule: CareRule) -> Bool { settings[rule]?.isOn ?? false }

    package func number(_ name: String, of rule: CareRule) -> Int {
        settings[rule]?.numbers[name] ?? rule.numbers.first { $0.name == name }?.usual ?? 0
    }

    /// Which of an operator's words a text has, the first of them; nil where the rule is off.
    package func word(in text: String) -> String? {
        guard isOn(.words), !words.isEmpty else { return nil }
        let searched = Self.searched(text)
        let list = settings[.words]?.list ?? []
        guard let found = words.first(where: { searched.hasPart($0) }) else { return nil }
        return list.first { Self.searched($0) == found }
    }

    /// Whether an address is of a domain that is thrown away.
    package func isThrownAway(_ email: String) -> Bool {
        isOn(.disposableMail) && isDisposable(EmailAddress.domain(of: email))
    }

    package func isDisposable(_ domain: Substring) -> Bool {
        var rest = domain
        while true {
            if DisposableDomains.shipped.contains(rest) || domains.contains(rest) { return true }
            guard let dot = rest.firstIndex(of: ".") else { return false }
            rest = rest[rest.index(after: dot)...]
        }
    }

    /// Words as they are compared: with a space before each and behind the last.
    static func searched(_ text: String) -> [Unicode.Scalar] {
        var words: [Unicode.Scalar] = [" "]
        for scalar in SearchableText(text).scalars {
            if scalar.isOfWord {
                words.append(scalar)
            } else if words.last != " " {
                words.append(" ")
            }
        }
        if words.last != " " { words.append(" ") }
        return words
    }

    /// What words are known again by: without the greeting in the first line, and without digits. Nil for what says too little.
    package static func known(_ text: String) -> String? {
        var rest = Substring(text)
        let first = rest.prefix { $0 != "," && $0 != "!" && !$0.isNewline }
        if first.endIndex < rest.endIndex, first.split(whereSeparator: \.isWhitespace).count <= 4 {
            rest = rest[rest.index(after: first.endIndex)...]
        }
        let scalars = searched(String(rest)).filter { $0.properties.numericType == nil }
        var known = String.UnicodeScalarView()
        for scalar in scalars where scalar != " " || known.last != " " { known.append(scalar) }
        return known.count { $0 != " " } >= 16 ? String(known) : nil
    }
}

extension Unicode.Scalar {
    fileprivate var isOfWord: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber,
            .letterNumber, .otherNumber, .nonspacingMark, .spacingMark, .enclosingMark:
            true
        default: false
        }
    }
}

extension [Unicode.Scalar] {
    fileprivate func hasPart(_ part: [Unicode.Scalar]) -> Bool {
        guard part.count <= count else { return false }
        return indices.dropLast(part.count - 1).contains { start in
            self[start] == part[0] && self[start..<start + part.count].elementsEqual(part)
        }
    }
}
