internal import CLibPQ

/// A libpq connection string, taken apart: `host=… dbname=…` or `postgresql://…`.
///
/// What it leaves out comes from the `PG…` environment. Its description leaves out the password.
package struct ConnectionParameters: Sendable, CustomStringConvertible {
    private var values: [(keyword: String, value: String)] = []

    /// Fails without quoting the string, since libpq's own message can contain the password.
    package init(parsing string: String) throws(PostgresError) {
        guard !string.utf8.contains(0), let options = PQconninfoParse(string, nil) else {
            throw PostgresError(.connection, "the connection string cannot be read")
        }
        defer { PQconninfoFree(options) }
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                values.append((String(cString: keyword), String(cString: value)))
            }
            option += 1
        }
    }

    package subscript(keyword: String) -> String? {
        get { values.first { $0.keyword == keyword }?.value }
        set {
            values.removeAll { $0.keyword == keyword }
            if let newValue { values.append((keyword, newValue)) }
        }
    }

    /// Sets what the string leaves open.
    mutating func setDefault(_ keyword: String, _ value: String) {
        if self[keyword] == nil { self[keyword] = value }
    }

    /// As a connection string again.
    package var string: String {
        values.map { "\($0.keyword)='\(Self.escaped($0.value))'" }.joined(separator: " ")
    }

    package var description: String {
        var shown = self
        for secret in ["password", "sslpassword"] where shown[secret] != nil { shown[secret] = "…" }
        return shown.string
    }

    private static func escaped(_ value: String) -> String {
        value.reduce(into: "") { text, character in
            if character == "'" || character == "\\" { text.append("\\") }
            text.append(character)
        }
    }

    /// Lends keywords and values as libpq's null-terminated arrays.
    func withArrays<R>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> R
    ) -> R {
        let strings = values.map {
            (keyword: Array($0.keyword.utf8CString), value: Array($0.value.utf8CString))
        }
        var storage: [CChar] = []
        var offsets: [(Int, Int)] = []
        for (keyword, value) in strings {
            offsets.append((storage.count, storage.count + keyword.count))
            storage += keyword + value
        }
        return storage.withUnsafeBufferPointer { storage in
            let base = storage.baseAddress
            let keywords = offsets.map { offset in base?.advanced(by: offset.0) } + [nil]
            let values = offsets.map { offset in base?.advanced(by: offset.1) } + [nil]
            return body(keywords, values)
        }
    }
}
