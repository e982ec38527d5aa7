extension Throttle {
    /// How fast things may come, where it is chosen otherwise than `Limit.pace`: by an operator in a file, or in the database.
    package struct Paces: Sendable {
        package enum Failure: Error, Hashable {
            /// Lines count from 1.
            case malformed(line: Int)
            case unknown(String)
            case twice(String)
            /// The limit is of the other kind, whose line is like this one.
            case otherKind(String, example: String)
        }

        package static let usual = Paces(chosen: [:])

        private let chosen: [String: Pace]

        private init(chosen: [String: Pace]) { self.chosen = chosen }

        /// - Parameter text: one limit a line, `message: 120 every 0.25` or `report: 20 in 3600`, in seconds; what follows a `#` is
        ///   a remark.
        package init(parsing text: String) throws(Failure) {
            var chosen: [String: Pace] = [:]
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                let written = line.prefix { $0 != "#" }
                if written.allSatisfy(\.isWhitespace) { continue }
                let parts = written.split(separator: ":", maxSplits: 1).map {
                    $0.split(whereSeparator: \.isWhitespace)
                }
                guard parts.count == 2, let pace = Pace(parts[1]) else { throw .malformed(line: index + 1) }
                let name = parts[0].joined(separator: " ")
                guard let limit = Limit.all.first(where: { $0.name == name }) else { throw .unknown(name) }
                guard limit.pace.isSteady == pace.isSteady else {
                    throw .otherKind(name, example: "\(name): \(limit.pace.text)")
                }
                guard chosen.updateValue(pace, forKey: name) == nil else { throw .twice(name) }
            }
            self.chosen = chosen
        }

        package subscript(limit: Limit) -> Pace { chosen[limit.name] ?? limit.pace }

        /// Whether another than the usual one is chosen.
        package func isChosen(_ limit: Limit) -> Bool { chosen[limit.name] != nil }

        /// The same with others in their place. What no limit can be is left out: whatever the table says, nobody is locked out by it.
        func replaced(by set: [String: Pace]) -> Paces {
            var chosen = chosen
            for limit in Limit.all {
                guard let pace = set[limit.name], pace.isSteady == limit.pace.isSteady,
                    limit.floor.map(pace.isTighter) != true
                else { continue }
                chosen[limit.name] = pace
            }
            return Paces(chosen: chosen)
        }
    }
}

extension Throttle.Limit {
    /// Administrators pass these on their way to where limits are set.
    private static let waysIn: Set<Throttle.Limit> = [
        .signInAccount, .signInAddress, .newDevice, .secondFactor, .prove, .codeAddress, .account,
        .administer,
    ]

    /// The tightest pace that can be set, so that no administrator is locked out, and what is done in one go can be done at all; nil
    /// where any can.
    package var floor: Throttle.Pace? {
        if Self.waysIn.contains(self) {
            return pace.isSteady
                ? .steady(burst: 5, pause: .seconds(60)) : .within(.seconds(3_600), most: 3)
        }
        return switch self {
        // A group begins with up to seven people, and a message has up to ten files and so many bytes.
        case .beginConversation: .steady(burst: 7, pause: Throttle.Pace.longest)
        case .sendFile: .steady(burst: 10, pause: Throttle.Pace.longest)
        case .messageBytes: .steady(burst: 1_024, pause: Throttle.Pace.longest)
        default: nil
        }
    }
}

extension Throttle.Pace {
    /// More than anybody does.
    package static let turns = 1...1_000_000
    package static let milliseconds: ClosedRange<Int64> = 1...2_592_000_000
    static let longest = Duration.milliseconds(milliseconds.upperBound)

    package var isSteady: Bool {
        switch self {
        case .steady: true
        case .within: false
        }
    }

    /// Of how many turns it is.
    package var most: Int {
        switch self {
        case .steady(let burst, _): burst
        case .within(_, let most): most
        }
    }

    /// The pause, or the time they are counted within.
    package var span: Duration {
        switch self {
        case .steady(_, let pause): pause
        case .within(let span, _): span
        }
    }

    package var wholeMilliseconds: Int64 { Int64((span / .milliseconds(1)).rounded()) }

    package init(isSteady: Bool, most: Int, milliseconds: Int64) {
        self =
            isSteady
            ? .steady(burst: most, pause: .milliseconds(milliseconds))
            : .within(.milliseconds(milliseconds), most: most)
    }

    /// Whether it lets through less than another of its kind: fewer at once, or fewer in the long run.
    func isTighter(than other: Self) -> Bool { most < other.most || span > other.span }

    /// As a line of the file has it, in one line: "60 every 0.5"; nil for what is none.
    package init?(text: String) {
        self.init(text.split(whereSeparator: \.isWhitespace))
    }

    /// Seconds as they are typed, to a thousandth; nil for what is no such time.
    package static func milliseconds(of text: some StringProtocol) -> Int64? {
        // As a number in digits: no exponents, and nothing that is no number.
        guard text.utf8.count <= 12, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }),
            let seconds = Double(text), seconds.isFinite
        else { return nil }
        let count = Int64((seconds * 1_000).rounded())
        return milliseconds.contains(count) ? count : nil
    }

    fileprivate init?(_ words: [Substring]) {
        guard words.count == 3, let count = Int(words[0]), Self.turns.contains(count),
            let milliseconds = Self.milliseconds(of: words[2])
        else { return nil }
        switch words[1] {
        case "every": self = .steady(burst: count, pause: .milliseconds(milliseconds))
        case "in": self = .within(.milliseconds(milliseconds), most: count)
        default: return nil
        }
    }

    /// As `Paces` reads it.
    package var text: String {
        switch self {
        case .steady(let burst, let pause): "\(burst) every \(Self.seconds(pause))"
        case .within(let span, let most): "\(most) in \(Self.seconds(span))"
        }
    }

    /// Seconds in digits, as they are typed.
    package static func seconds(_ duration: Duration) -> String {
        let milliseconds = Int64((duration / .milliseconds(1)).rounded())
        return milliseconds % 1_000 == 0 ? "\(milliseconds / 1_000)" : "\(Double(milliseconds) / 1_000)"
    }

    /// In words: "60 at once, then one every 0.5 seconds", "10 within an hour".
    package var words: String {
        switch self {
        case .steady(let burst, let pause):
            "\(burst) at once, then one every \(Self.words(pause, alone: true))"
        case .within(let span, let most): "\(most) within \(Self.words(span, alone: false))"
        }
    }

    private static func words(_ duration: Duration, alone: Bool) -> String {
        let units: [(milliseconds: Int64, one: String, article: String)] = [
            (86_400_000, "day", "a"), (3_600_000, "hour", "an"), (60_000, "minute", "a"),
        ]
        let count = Int64((duration / .milliseconds(1)).rounded())
        for unit in units where count % unit.milliseconds == 0 {
            let number = count / unit.milliseconds
            return number == 1
                ? (alone ? unit.one : "\(unit.article) \(unit.one)") : "\(number) \(unit.one)s"
        }
        return count == 1_000 ? (alone ? "second" : "a second") : "\(seconds(duration)) seconds"
    }
}
