import Crypto

/// A channel's key for filters: it says where in a filter a token is told.
struct IndexKey: Sendable {
    /// Of the data key it comes from; 0 for none.
    let version: Int32
    /// Keyed once: each token goes on with a copy.
    private let begun: HMAC<SHA256>

    init(version: Int32, secret: SymmetricKey) {
        self.version = version
        begun = HMAC<SHA256>(key: secret)
    }

    /// For what is stored in plain: nothing is kept from whoever sees it.
    static let open = IndexKey(version: 0, secret: SymmetricKey(data: [UInt8](repeating: 0, count: 32)))

    /// `RunFilter.places` places of a filter.
    func places(of token: String) -> [Int32] {
        var token = token
        return token.withUTF8 { bytes in
            var code = begun
            code.update(data: UnsafeRawBufferPointer(bytes))
            return code.finalize().withUnsafeBytes { code in
                (0..<RunFilter.places).map { place in
                    Int32(code[2 * place]) << 8 & Int32(RunFilter.size - 1) | Int32(code[2 * place + 1])
                }
            }
        }
    }
}

/// Which tokens may be in a run of messages (a Bloom filter): what it denies is not there.
///
/// Sized after a measurement of ten million messages: at 4,096 bits of which at most half are set, with two for each token,
/// one filter does for some 26 messages, and says yes to one token in four by chance alone, to six of them once in 4,096.
struct RunFilter: Hashable, Sendable {
    /// In bits; a power of two.
    static let size = 4_096
    /// How many bits tell of a token.
    static let places = 2
    /// Above it the run has ended.
    static let fullness = size / 2
    /// Numbers of a channel a run may go through at most.
    static let longest: Int64 = 256

    private(set) var bytes: [UInt8]
    private(set) var count: Int

    init() {
        bytes = [UInt8](repeating: 0, count: Self.size / 8)
        count = 0
    }

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        count = bytes.reduce(0) { $0 + $1.nonzeroBitCount }
    }

    mutating func add(_ places: some Sequence<Int32>) {
        for place in places {
            let bit: UInt8 = 1 << UInt8(place & 7)
            let index = Int(place >> 3)
            if bytes[index] & bit == 0 { count += 1 }
            bytes[index] |= bit
        }
    }

    func adding(_ places: some Sequence<Int32>) -> RunFilter {
        var filter = self
        filter.add(places)
        return filter
    }
}
