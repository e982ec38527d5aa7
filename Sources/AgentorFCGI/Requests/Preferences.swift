/// What a header field such as `Accept` lists, each with its weight in thousandths (RFC 9110, 12.4.2).
struct Preferences {
    private let weights: [(name: String, weight: Int)]

    init(_ field: String) {
        weights = field.split(separator: ",").compactMap { entry in
            let parts = entry.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            guard let name = parts.first, !name.isEmpty else { return nil }
            guard let weight = parts.dropFirst().first(where: { $0.hasPrefix("q=") }) else {
                return (name, 1000)
            }
            return (name, Self.thousandths(weight.utf8.dropFirst(2)))
        }
    }

    /// Nil for what is not listed.
    /// - Parameter name: in lower case.
    subscript(name: String) -> Int? { weights.first { $0.name == name }?.weight }

    /// From 0 to 1, with up to three decimals; what is none wants nothing.
    private static func thousandths(_ text: Substring.UTF8View) -> Int {
        let decimals = text.dropFirst(2)
        guard let first = text.first.map({ Int($0) - 48 }), (0...1).contains(first),
            text.count == 1 || text.dropFirst().first == UInt8(ascii: "."),
            decimals.count <= 3, decimals.allSatisfy({ (48...57).contains($0) })
        else { return 0 }
        let places = [100, 10, 1]
        let value = zip(decimals, places).reduce(first * 1000) { $0 + (Int($1.0) - 48) * $1.1 }
        return value <= 1000 ? value : 0
    }
}
