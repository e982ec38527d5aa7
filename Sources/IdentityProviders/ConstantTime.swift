import Crypto

enum ConstantTime {
    /// Compares secrets. How long it takes tells their lengths and nothing else.
    static func areEqual(_ one: String, _ other: String) -> Bool {
        // swift-crypto compares digests in constant time.
        SHA256.hash(data: Array(one.utf8)) == SHA256.hash(data: Array(other.utf8))
    }
}
