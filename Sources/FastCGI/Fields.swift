/// The decoded fields of a query string or a form, in the order they came, repeated names kept.
package struct Fields: Sendable, Hashable {
    package struct Field: Sendable, Hashable {
        package var name: String
        package var value: String
    }

    package private(set) var all: [Field] = []

    package init() {}

    package init(_ pairs: [(name: String, value: String)]) {
        all = pairs.map { Field(name: $0.name, value: $0.value) }
    }

    /// Decodes a submitted form, `application/x-www-form-urlencoded`. Line breaks stay as they were sent.
    package init(form bytes: some Collection<UInt8>, limits: Limits = Limits()) throws(RequestError) {
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            guard all.count < limits.fieldCount else { throw .tooManyFields(limit: limits.fieldCount) }
            let (encodedName, encodedValue) = Self.parts(of: pair)
            let name = try Self.decode(encodedName, limit: limits.name, of: "")
            let limit = limits.longNames.contains(name) ? limits.longValue : limits.value
            all.append(Field(name: name, value: try Self.decode(encodedValue, limit: limit, of: name)))
        }
    }

    /// Decodes the query of an address. People type those by hand, and others add to them what a page has no use for:
    /// what cannot be decoded is taken as browsers take it, and fields above the limit do not count.
    package init(query bytes: some Collection<UInt8>, limits: Limits = Limits()) {
        all = bytes.split(separator: UInt8(ascii: "&"), maxSplits: limits.fieldCount)
            .prefix(limits.fieldCount).map { pair in
                let (name, value) = Self.parts(of: pair)
                return Field(
                    name: PercentEncoding.decodeLeniently(name), value: PercentEncoding.decodeLeniently(value)
                )
            }
    }

    private static func parts<Bytes: Collection<UInt8>>(
        of pair: Bytes
    ) -> (name: Bytes.SubSequence, value: Bytes.SubSequence) {
        let separator = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
        return (pair[..<separator], pair[separator...].dropFirst())
    }

    private static func decode(
        _ encoded: some Collection<UInt8>, limit: Int, of name: String
    ) throws(RequestError) -> String {
        // A byte is encoded in three at most, so nothing is decoded that would be too long anyway.
        guard encoded.count <= 3 * limit else { throw .fieldTooLarge(name: name, limit: limit) }
        guard let text = PercentEncoding.decode(encoded, plusIsSpace: true), !text.utf8.contains(0) else {
            throw .malformedField
        }
        guard text.utf8.count <= limit else { throw .fieldTooLarge(name: name, limit: limit) }
        return text
    }

    /// The first value of that name.
    package subscript(name: String) -> String? {
        all.first { $0.name == name }?.value
    }

    package func all(_ name: String) -> [String] {
        all.compactMap { $0.name == name ? $0.value : nil }
    }

    package var isEmpty: Bool { all.isEmpty }

    /// As it stands in a query string or a form body.
    package var urlEncoded: String {
        let encode = { PercentEncoding.encode($0, keeping: PercentEncoding.isUnreserved) }
        return all.map { encode($0.name) + "=" + encode($0.value) }.joined(separator: "&")
    }
}

extension Fields: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements.map { (name: $0.0, value: $0.1) })
    }
}
