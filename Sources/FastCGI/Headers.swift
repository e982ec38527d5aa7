/// Header fields in order. Names are looked up without regard to case.
package struct Headers: Sendable, Hashable {
    package struct Header: Sendable, Hashable {
        package var name: String
        package var value: String

        /// A token for a name, and nothing in the value that could end the line it stands on.
        var isSendable: Bool {
            !name.isEmpty && name.utf8.allSatisfy(Headers.isToken)
                && value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == UInt8(ascii: "\t") }
        }
    }

    package private(set) var all: [Header] = []

    package init() {}

    /// The first value of that name. Setting replaces every one of that name; nil removes them.
    package subscript(name: String) -> String? {
        get { all.first { Headers.isSame($0.name, name) }?.value }
        set {
            let kept = all.firstIndex { Headers.isSame($0.name, name) }
            guard let newValue else { return all.removeAll { Headers.isSame($0.name, name) } }
            guard let kept else { return add(name, newValue) }
            all[kept].value = newValue
            let rest = all[(kept + 1)...].filter { !Headers.isSame($0.name, name) }
            all.replaceSubrange((kept + 1)..., with: rest)
        }
    }

    package func all(_ name: String) -> [String] {
        all.compactMap { Headers.isSame($0.name, name) ? $0.value : nil }
    }

    /// Adds one more, beside those of the same name.
    package mutating func add(_ name: String, _ value: String) {
        all.append(Header(name: name, value: value))
    }

    static func isSame(_ a: String, _ b: String) -> Bool {
        a.utf8.count == b.utf8.count && zip(a.utf8, b.utf8).allSatisfy { lowered($0) == lowered($1) }
    }

    static func lowered(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }

    /// RFC 9110, tchar.
    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"),
            UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"),
            UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default:
            false
        }
    }
}

extension Headers: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String)...) {
        all = elements.map { Header(name: $0.0, value: $0.1) }
    }
}
