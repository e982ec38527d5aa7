import Forms
import FoundationEssentials

/// A file somebody is about to send, whose bytes the host keeps already.
public struct FileDraft: Sendable {
    /// Bytes that are served by themselves: a size and format of a picture, or all of another file.
    public struct Part: Sendable {
        /// Among the file's parts: `640.webp`, or `original`. Digits, lower-case letters and dots, 32 at most.
        public let name: String
        /// The SHA-256 of its bytes, in 64 hexadecimal digits.
        public let digest: String
        /// As it is served.
        public let type: String
        /// In bytes.
        public let size: Int64
        /// In pixels; nil for what is no picture.
        public let width: Int?
        public let height: Int?

        public init(
            name: String, digest: String, type: String, size: Int64, width: Int? = nil, height: Int? = nil
        ) {
            self.name = name
            self.digest = digest
            self.type = type
            self.size = size
            self.width = width
            self.height = height
        }
    }

    public struct Picture: Sendable {
        public let width: Int
        public let height: Int
        public let isAnimated: Bool
        /// Twelve colours, each of three bytes.
        public let placeholder: [UInt8]

        public init(width: Int, height: Int, isAnimated: Bool, placeholder: [UInt8]) {
            self.width = width
            self.height = height
            self.isAnimated = isAnimated
            self.placeholder = placeholder
        }
    }

    public let id: UUID
    public let name: String
    public let type: String
    public let label: String
    public let parts: [Part]
    public let picture: Picture?
    /// The beginning of what is written in it, `textLimit` characters at most; nil where nothing is, or nobody could read it.
    public let text: String?

    public init(
        id: UUID = UUID(), name: String, type: String, label: String, parts: [Part],
        picture: Picture? = nil, text: String? = nil
    ) {
        self.id = id
        self.name = name
        self.type = type
        self.label = label
        self.parts = parts
        self.picture = picture
        self.text = text
    }
}

extension FileDraft {
    /// Unicode scalars of a file's text: as many as a message may have.
    public static let textLimit = 16_384
    /// More would be an album, and a page of its own. The database holds to the same.
    public static let mostOfMessage = 10
    static let tooManyWords = "Send no more than \(mostOfMessage) files with one message."
    /// How many somebody may have that are neither sent yet nor to be sent later: those of a message in some tabs.
    static let mostPending = 50
    /// The field of a message's form that names a file that is there already.
    public static let fieldName = "file"

    /// What a file shows, for whoever does not see it.
    public static let description = FormField<String>.lines(
        "description", "Description", hint: "What there is to see, in a sentence or two.", limit: 1_000,
        missing: nil, advice: "Keep to what matters in it.")
}

/// Why a file was not kept.
public enum FileRefusal: Error, Hashable, Sendable {
    /// All that somebody keeps would be more than their quota.
    case quota
}
