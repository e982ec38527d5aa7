import FoundationEssentials
import Postgres

/// A file that was sent with a message, as every reader sees it. Its bytes are the host's.
public struct MessageFile: Hashable, Sendable, Identifiable {
    public let id: UUID
    /// In any script, as the host made it safe to show.
    public let name: String
    /// Its media type.
    public let type: String
    /// What people call that: "PDF".
    public let label: String
    /// In bytes; of a picture its largest part.
    public let size: Int64
    /// What it shows, for whoever does not see it; empty where nobody has said.
    public let description: String
    /// Nil for what is no picture.
    public let picture: Picture?
    /// Whether whoever sent it has taken it away since: nothing of it is left.
    public let isDeleted: Bool
    /// Whether it is hidden while somebody looks at it: nothing of it is told.
    public let isHidden: Bool
    /// Names a picture in an album by its bytes; nil for other files.
    public let mark: String?

    public struct Picture: Hashable, Sendable {
        /// In pixels, of the whole picture, which may be larger than any of its parts.
        public let width: Int
        public let height: Int
        public let isAnimated: Bool
        /// What stands for it until it has come: `#rrggbb`, row by row, four in each of three rows, or three in each of
        /// four where it is higher than wide.
        public let placeholder: [String]
        /// In pixels, the narrowest first: those it is there in as WebP.
        public let webPWidths: [Int]
        /// The same for browsers without.
        public let widths: [Int]
        /// What those are named behind the dot: `jpg` or `png`.
        public let fallback: String

        public init(
            width: Int, height: Int, isAnimated: Bool, placeholder: [String], webPWidths: [Int],
            widths: [Int], fallback: String
        ) {
            self.width = width
            self.height = height
            self.isAnimated = isAnimated
            self.placeholder = placeholder
            self.webPWidths = webPWidths
            self.widths = widths
            self.fallback = fallback
        }
    }

    public init(
        id: UUID, name: String, type: String, label: String, size: Int64, description: String = "",
        picture: Picture? = nil, isDeleted: Bool = false, isHidden: Bool = false, mark: String? = nil
    ) {
        self.id = id
        self.name = name
        self.type = type
        self.label = label
        self.size = size
        self.description = description
        self.picture = picture
        self.isDeleted = isDeleted
        self.isHidden = isHidden
        self.mark = mark
    }

    /// Whether readers are shown it.
    public var isThere: Bool { !isDeleted && !isHidden }
}

/// As `messages.files` has it.
private struct ShownFile: Decodable {
    let id: UUID
    /// As `StoredText(hex:)` reads it; plain where there is none.
    let sealedName: String?
    let name: String?
    let type: String
    let label: String
    let sealedDescription: String?
    let description: String?
    let size: Int64
    let width: Int?
    let height: Int?
    let isAnimated: Bool?
    let colours: String?
    let parts: [String]?
    let isDeleted: Bool?
    let isHidden: Bool?
    let mark: String?

    func file(in context: (any Sendable)?) -> MessageFile {
        func words(_ sealed: String?, _ plain: String?) -> String {
            guard let sealed else { return plain ?? "" }
            return StoredText(hex: sealed, in: context).words ?? StoredText.unreadable
        }
        return MessageFile(
            id: id, name: words(sealedName, name), type: type, label: label, size: size,
            description: words(sealedDescription, description),
            picture: picture, isDeleted: isDeleted ?? false, isHidden: isHidden ?? false, mark: mark)
    }

    private var picture: MessageFile.Picture? {
        guard let width, let height, let colours else { return nil }
        let digits = Array(colours.utf8)
        let placeholder = stride(from: 0, to: digits.count, by: 6).map { start in
            "#" + String(decoding: digits[start..<min(start + 6, digits.count)], as: UTF8.self)
        }
        let parts = (parts ?? []).map { $0.split(separator: ".").map(String.init) }
        func widths(_ isWanted: (String) -> Bool) -> [Int] {
            parts.compactMap { part in part.count == 2 && isWanted(part[1]) ? Int(part[0]) : nil }.sorted()
        }
        return MessageFile.Picture(
            width: width, height: height, isAnimated: isAnimated ?? false, placeholder: placeholder,
            webPWidths: widths { $0 == "webp" }, widths: widths { $0 != "webp" },
            fallback: parts.first { $0.last != "webp" }?.last ?? "jpg")
    }
}

extension [MessageFile] {
    /// Of the column `files` of a message, or of an album, as text.
    package init(from columns: inout Columns) throws(PostgresError) {
        guard let text = try columns.next(String?.self) else {
            self = []
            return
        }
        // What the database makes itself, in a form only this reads.
        let shown = try? JSONDecoder().decode([ShownFile].self, from: Data(text.utf8))
        let context = columns.context
        self = (shown ?? []).map { $0.file(in: context) }
    }
}
