import Postgres

/// For how many days messages are kept, and files. Nil is for as long as what they are in exists.
public struct Retention: Hashable, Sendable {
    public let messageDays: Int?
    public let fileDays: Int?

    /// Longer is for good.
    public static let mostDays = 36_500

    public static let forGood = Retention(messageDays: nil, fileDays: nil)

    public init(messageDays: Int?, fileDays: Int?) {
        self.messageDays = messageDays
        self.fileDays = fileDays
    }

    /// What holds in a channel: the shorter of what it has chosen and what the installation has.
    public func limited(by other: Retention) -> Retention {
        func shorter(_ one: Int?, _ two: Int?) -> Int? { [one, two].compactMap(\.self).min() }
        return Retention(
            messageDays: shorter(messageDays, other.messageDays), fileDays: shorter(fileDays, other.fileDays))
    }

    /// Days as two numbers, zero for none, as a channel's record has them: "30 0".
    public init(text: String) {
        let numbers = text.split(separator: " ").map { Int($0) ?? 0 }
        func days(_ index: Int) -> Int? { index < numbers.count && numbers[index] > 0 ? numbers[index] : nil }
        self.init(messageDays: days(0), fileDays: days(1))
    }

    /// As a sentence; nil where everything is kept for good.
    public var words: String? {
        switch (messageDays.map(Self.words), fileDays.map(Self.words)) {
        case (nil, nil): nil
        case (let messages?, nil): "Messages and files are kept for \(messages)."
        case (nil, let files?): "Files are kept for \(files)."
        case (let messages?, let files?):
            (fileDays ?? 0) < (messageDays ?? 0)
                ? "Messages are kept for \(messages), files for \(files)."
                : "Messages and files are kept for \(messages)."
        }
    }

    public static func words(_ days: Int) -> String {
        switch days {
        case 1: "one day"
        case let days where days % 365 == 0: days == 365 ? "one year" : "\(days / 365) years"
        default: "\(days) days"
        }
    }
}
