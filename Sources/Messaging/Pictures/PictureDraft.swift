/// A picture of somebody, square, whose bytes the host keeps already.
public struct PictureDraft: Sendable {
    /// It in one size and format.
    public struct Part: Sendable {
        /// In pixels.
        public let side: Int
        /// `image/webp` or `image/jpeg`.
        public let type: String
        /// The SHA-256 of its bytes, in 64 hexadecimal digits.
        public let digest: String
        /// In bytes.
        public let size: Int64

        public init(side: Int, type: String, digest: String, size: Int64) {
            self.side = side
            self.type = type
            self.digest = digest
            self.size = size
        }
    }

    /// 32 hexadecimal digits made of what all parts are: the same for the same picture, and for no other.
    public let name: String
    public let parts: [Part]

    public init(name: String, parts: [Part]) {
        self.name = name
        self.parts = parts
    }
}
