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

    /// Decodes `application/x-www-form-urlencoded`. Line breaks stay as they were sent.
    package init(urlEncoded bytes: some Collection<UInt8>, limits: Limits = Limits()) throws(RequestError) {
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            guard all.count < limits.fieldCount else { throw .tooManyFields(limit: limits.fieldCount) }
            guard pair.count <= limits.field else { throw .fieldTooLarge(limit: limits.field) }
            let separator = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard let name = PercentEncoding.decode(pair[..<separator], plusIsSpace: true),
                let value = PercentEncoding.decode(pair[separator...].dropFirst(), plusIsSpace: true),
                !name.utf8.contains(0), !value.utf8.contains(0)
            else { throw .malformedField }
            all.append(Field(name: name, value: value))
        }
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
