/// What `agentor-images` writes, and its parent reads: `MakerRecord.preamble`, then records of a head (16
/// bytes) and as many bytes as it says. Numbers are little-endian, of four bytes. First come the facts, then
/// the variants, then the end; or a refusal, at any place.
package struct MakerRecord: Hashable, Sendable {
    package enum Kind: UInt32, Sendable {
        /// Size of the image; a byte of `MakerFacts`, then the placeholder.
        case facts = 1
        /// The picture of that size.
        case webP = 2
        case jpeg = 3
        case png = 4
        /// A `MakerRefusal` as the width; a line for logs.
        case refusal = 5
        /// All has been written.
        case end = 6

        package var format: MadeImage.Format? {
            switch self {
            case .webP: .webP
            case .jpeg: .jpeg
            case .png: .png
            case .facts, .refusal, .end: nil
            }
        }

        package init(_ format: MadeImage.Format) {
            self =
                switch format {
                case .webP: .webP
                case .jpeg: .jpeg
                case .png: .png
                }
        }
    }

    /// Its name and version.
    package static let preamble = Array("AGIMAGE1".utf8)
    package static let headLength = 16

    package let kind: Kind
    package let width: Int
    package let height: Int
    package let length: Int

    package init(_ kind: Kind, width: Int = 0, height: Int = 0, length: Int = 0) {
        self.kind = kind
        self.width = width
        self.height = height
        self.length = length
    }

    /// - Parameter head: `headLength` bytes.
    /// - Returns: nil for a kind that does not exist.
    init?(head: [UInt8]) {
        let numbers = (0..<4).map { number in
            head[(4 * number)..<(4 * number + 4)].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        guard let kind = Kind(rawValue: numbers[0]) else { return nil }
        self.init(kind, width: Int(numbers[1]), height: Int(numbers[2]), length: Int(numbers[3]))
    }

    /// What comes before its bytes.
    package var head: [UInt8] {
        [kind.rawValue, UInt32(width), UInt32(height), UInt32(length)].flatMap { number in
            withUnsafeBytes(of: number.littleEndian, Array.init)
        }
    }
}

package struct MakerFacts: OptionSet, Sendable {
    package let rawValue: UInt8
    package static let isAnimated = Self(rawValue: 1)
    package static let hasAlpha = Self(rawValue: 2)

    package init(rawValue: UInt8) { self.rawValue = rawValue }
}

/// Why `agentor-images` makes nothing of an image.
package enum MakerRefusal: UInt32, Sendable {
    case notAnImage = 1
    case anotherType = 2
    case tooLarge = 3
    case tooManyFrames = 4
    case damaged = 5
    case outOfMemory = 6

    func error(_ detail: String) -> ImagingError {
        switch self {
        case .notAnImage: .notAnImage
        case .anotherType: .anotherType
        case .tooLarge: .tooLarge
        case .tooManyFrames: .tooManyFrames
        case .damaged: .damaged(detail: detail)
        case .outOfMemory: .outOfMemory
        }
    }
}

/// How `agentor-images` ends where it cannot say why.
package enum MakerStatus {
    package static let usage: Int32 = 64
    /// libvips does not work, or the system does not confine.
    package static let cannotWork: Int32 = 69
    package static let outOfMemory: Int32 = 71
}
