import Crypto
import KeyServer

/// The operator's keys as they are written down, a line each. The first seals and all of them open: a new key is put
/// above the old ones.
package struct KeyLines: Sendable {
    package enum Key: Hashable, Sendable {
        /// 64 hexadecimal digits.
        case plain([UInt8])
        /// What a key server has to open.
        case wrapped(WrappedKey)
    }

    package struct Line: Hashable, Sendable {
        /// Counts from 1, with lines that are empty.
        package let number: Int
        package let key: Key
    }

    package enum Failure: Error, Hashable {
        case noKey
        case tooMany
        case malformed(line: Int)
    }

    package let lines: [Line]

    package static let keyLength = 32
    /// So many are asked for in one request and kept in memory.
    package static let most = 100

    package init(parsing text: String) throws(Failure) {
        var lines: [Line] = []
        // CR LF is one character.
        let all = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in all.enumerated() {
            let word = line.trimmingCharacters(while: \.isWhitespace)
            if word.isEmpty { continue }
            guard let key = Self.key(word) else { throw .malformed(line: index + 1) }
            guard lines.count < Self.most else { throw .tooMany }
            lines.append(Line(number: index + 1, key: key))
        }
        guard !lines.isEmpty else { throw .noKey }
        self.lines = lines
    }

    private static func key(_ word: String) -> Key? {
        if word.hasPrefix(WrappedKey.prefix) { return WrappedKey(word).map(Key.wrapped) }
        guard word.utf8.count == 2 * keyLength else { return nil }
        return [UInt8](hex: word).map(Key.plain)
    }

    package var wrapped: [WrappedKey] {
        lines.compactMap { if case .wrapped(let key) = $0.key { key } else { nil } }
    }

    package var plain: [[UInt8]] {
        lines.compactMap { if case .plain(let key) = $0.key { key } else { nil } }
    }

    /// A new key in plain.
    package static func newLine() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes { $0.hex }
    }
}

extension Substring {
    fileprivate func trimmingCharacters(while isDropped: (Character) -> Bool) -> String {
        var rest = drop(while: isDropped)
        while let last = rest.last, isDropped(last) { rest.removeLast() }
        return String(rest)
    }
}
