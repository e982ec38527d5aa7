import FoundationEssentials

/// What S3 says in XML: elements with text and nothing else in them, in the order they come.
struct S3Document {
    let elements: [(name: String, text: String)]

    /// Reads what S3 writes: no comments, no CDATA, and attributes on what encloses other elements only.
    init(_ bytes: [UInt8]) {
        var elements: [(String, String)] = []
        var text = bytes.startIndex
        var position = bytes.startIndex
        while let open = bytes[position...].firstIndex(of: UInt8(ascii: "<")),
            let close = bytes[open...].firstIndex(of: UInt8(ascii: ">"))
        {
            let tag = bytes[bytes.index(after: open)..<close]
            if tag.first == UInt8(ascii: "/") {
                elements.append(
                    (String(decoding: tag.dropFirst(), as: UTF8.self), Self.plain(bytes[text..<open])))
            }
            position = bytes.index(after: close)
            text = position
        }
        self.elements = elements
    }

    /// The text of the first element with this name.
    subscript(name: String) -> String? { elements.first { $0.name == name }?.text }

    private static func plain(_ text: ArraySlice<UInt8>) -> String {
        var plain = String(decoding: text, as: UTF8.self)
        guard text.contains(UInt8(ascii: "&")) else { return plain }
        for (name, character) in [
            ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#34;", "\""), ("&apos;", "'"), ("&#39;", "'"),
            ("&amp;", "&"),
        ] {
            plain = plain.replacing(name, with: character)
        }
        return plain
    }
}

/// A page of a list of objects (ListObjectsV2).
struct S3Listing {
    struct Object {
        let key: String
        let size: Int64
        let keptAt: Date
    }

    let objects: [Object]
    /// Whether there are more behind the last.
    let isTruncated: Bool

    /// Nil unless it is one.
    init?(_ document: S3Document) {
        guard document.elements.last?.name == "ListBucketResult" else { return nil }
        var objects: [Object] = []
        var fields: [String: String] = [:]
        for element in document.elements {
            if element.name == "Contents" {
                guard let key = fields["Key"], let size = fields["Size"].flatMap({ Int64($0) }),
                    let keptAt = fields["LastModified"].flatMap(Self.date)
                else { return nil }
                objects.append(Object(key: key, size: size, keptAt: keptAt))
                fields = [:]
            } else {
                fields[element.name] = element.text
            }
        }
        self.objects = objects
        isTruncated = document["IsTruncated"] == "true"
    }

    /// Such as `2026-11-29T16:04:05.678Z`; some leave the fraction out, and here it does not matter.
    static func date(_ text: String) -> Date? {
        guard text.hasSuffix("Z") else { return nil }
        return try? Date(text.prefix(19) + "Z", strategy: .iso8601)
    }
}
