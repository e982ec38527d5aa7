extension Throttle {
    /// How fast things may come, where an operator has chosen otherwise than `Limit.pace`.
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
    }
}

extension Throttle.Pace {
    /// More than anybody does.
    private static let mostTurns = 1_000_000
    private static let seconds = 0.001...2_592_000.0

    fileprivate var isSteady: Bool {
        switch self {
        case .steady: true
        case .within: false
        }
    }

    fileprivate init?(_ words: [Substring]) {
        guard words.count == 3, let count = Int(words[0]), (1...Self.mostTurns).contains(count),
            let seconds = Double(words[2]), Self.seconds.contains(seconds)
        else { return nil }
        switch words[1] {
        case "every": self = .steady(burst: count, pause: .milliseconds(Int64(seconds * 1_000)))
        case "in": self = .within(.milliseconds(Int64(seconds * 1_000)), most: count)
        default: return nil
        }
    }

    /// As `Paces` reads it.
    package var text: String {
        func seconds(_ duration: Duration) -> String {
            let milliseconds = Int64(duration / .milliseconds(1))
            return milliseconds % 1_000 == 0 ? "\(milliseconds / 1_000)" : "\(Double(milliseconds) / 1_000)"
        }
        return switch self {
        case .steady(let burst, let pause): "\(burst) every \(seconds(pause))"
        case .within(let span, let most): "\(most) in \(seconds(span))"
        }
    }
}
