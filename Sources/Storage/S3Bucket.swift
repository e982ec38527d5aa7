import FoundationEssentials

/// Where an S3 store is, and who may use it.
package struct S3Bucket: Sendable {
    package struct Malformed: Error, CustomStringConvertible {
        package let description: String
    }

    package let region: String
    package let accessKey: String
    let secret: String
    /// What the path of an object begins with, up to its slash.
    let base: String

    /// - Parameters:
    ///   - endpoint: `https://host:port`, or `http://` where nobody can listen. A host that begins with the bucket's
    ///     name and a dot is the bucket's own; elsewhere the bucket is the first part of the path.
    ///   - bucket: there already, best for nothing else: objects whose names are no digests are passed over.
    ///   - region: what the host calls it; many that are not Amazon's take `us-east-1`.
    package init(
        endpoint: String, bucket: String, region: String, accessKey: String, secret: String
    ) throws(Malformed) {
        guard let parts = URLComponents(string: endpoint), let scheme = parts.scheme?.lowercased(),
            ["https", "http"].contains(scheme), let host = parts.host?.lowercased(), !host.isEmpty,
            ["", "/"].contains(parts.path), parts.query == nil, parts.fragment == nil, parts.user == nil,
            parts.password == nil, (1...65_535).contains(parts.port ?? 443)
        else {
            throw Malformed(description: "the endpoint is not like https://host:port")
        }
        guard (3...63).contains(bucket.utf8.count), bucket.utf8.allSatisfy({ Self.isInNames($0, ".-_") })
        else {
            throw Malformed(description: "the bucket's name is not 3 to 63 letters, digits, dots and hyphens")
        }
        guard !region.isEmpty, region.utf8.allSatisfy({ Self.isInNames($0, "-_") }) else {
            throw Malformed(description: "the region is not like eu-central-1")
        }
        for (name, value) in [("access key", accessKey), ("secret", secret)]
        where value.isEmpty || !value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
            throw Malformed(description: "the \(name) is empty, or has characters such things do not have")
        }
        let name = host.filter { $0 != "[" && $0 != "]" }
        let authority = name.contains(":") ? "[\(name)]" : name
        let origin = "\(scheme)://\(authority)\(parts.port.map { ":\($0)" } ?? "")"
        base = host.hasPrefix(bucket.lowercased() + ".") ? "\(origin)/" : "\(origin)/\(bucket)/"
        self.region = region
        self.accessKey = accessKey
        self.secret = secret
    }

    private static func isInNames(_ byte: UInt8, _ others: String) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || others.utf8.contains(byte)
    }
}
