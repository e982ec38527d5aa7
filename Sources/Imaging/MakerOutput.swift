/// What has come from `agentor-images`, as a value: bytes in, variants out. It decodes what strangers send,
/// so what it writes is as little trusted as that: whatever is not as `MadeImage` promises ends it.
struct MakerOutput {
    typealias Sink = (ArraySlice<UInt8>) -> Bool

    private enum Place {
        case preamble, head
        /// With the first bytes still to be judged.
        case body(MakerRecord)
        case variant(left: Int, Sink)
        case end
    }

    /// Each of four widths in two formats.
    private static let mostVariants = 8
    private static let longestText = 1024
    private static let factsLength = 1 + 3 * MadeImage.coloursOfPlaceholder

    private var place = Place.preamble
    /// Of what is taken only when it is whole.
    private var pending: [UInt8] = []
    private var facts: (record: MakerRecord, bytes: [UInt8])?
    private var variants: [MadeImage.Variant] = []

    /// What was made, once all of it has come.
    var result: MadeImage? {
        guard case .end = place, let facts, !variants.isEmpty else { return nil }
        let flags = MakerFacts(rawValue: facts.bytes[0])
        return MadeImage(
            width: facts.record.width, height: facts.record.height,
            isAnimated: flags.contains(.isAnimated), hasAlpha: flags.contains(.hasAlpha),
            placeholder: Array(facts.bytes.dropFirst()), variants: variants)
    }

    var isComplete: Bool { result != nil }

    /// - Parameter open: called for each variant, before its bytes.
    mutating func take(
        _ bytes: ArraySlice<UInt8>, into open: (MadeImage.Variant) -> Sink
    ) throws(ImagingError) {
        var rest = bytes
        while !rest.isEmpty {
            switch place {
            case .preamble:
                guard let whole = collect(MakerRecord.preamble.count, of: &rest) else { return }
                guard whole == MakerRecord.preamble else { throw Self.nonsense("another protocol") }
                place = .head
            case .head:
                guard let whole = collect(MakerRecord.headLength, of: &rest) else { return }
                guard let record = MakerRecord(head: whole) else {
                    throw Self.nonsense("a record of no kind")
                }
                try begin(record)
            case .body(let record):
                if let format = record.kind.format {
                    guard let beginning = collect(format.signatureLength, of: &rest) else { return }
                    try begin(record, format, beginning, into: open)
                } else {
                    guard let whole = collect(record.length, of: &rest) else { return }
                    try take(record, whole)
                }
            case .variant(let left, let sink):
                let part = rest.prefix(left)
                rest = rest.dropFirst(part.count)
                guard sink(part) else { throw .stopped }
                place = part.count < left ? .variant(left: left - part.count, sink) : .head
            case .end:
                throw Self.nonsense("something after the end")
            }
        }
    }

    /// - Returns: nil while there are fewer.
    private mutating func collect(_ count: Int, of rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        let part = rest.prefix(count - pending.count)
        rest = rest.dropFirst(part.count)
        pending += part
        guard pending.count == count else { return nil }
        defer { pending = [] }
        return pending
    }

    private mutating func begin(_ record: MakerRecord) throws(ImagingError) {
        let isSize =
            (1...ImageLimits.side).contains(record.width) && (1...ImageLimits.side).contains(record.height)
        let isPlausible =
            switch record.kind {
            case .facts: facts == nil && isSize && record.length == Self.factsLength
            case .webP, .jpeg, .png:
                facts.map { record.width <= $0.record.width && record.height <= $0.record.height } ?? false
                    && isSize && variants.count < Self.mostVariants
                    && record.length >= (record.kind.format?.signatureLength ?? 0)
            case .refusal: (1...Self.longestText).contains(record.length)
            case .end: record.length == 0 && !variants.isEmpty
            }
        guard isPlausible else { throw Self.nonsense("a record out of place: \(record)") }
        place = record.kind == .end ? .end : .body(record)
    }

    private mutating func begin(
        _ record: MakerRecord, _ format: MadeImage.Format, _ beginning: [UInt8],
        into open: (MadeImage.Variant) -> Sink
    ) throws(ImagingError) {
        guard format.isBegun(by: beginning) else { throw Self.nonsense("no \(format.mediaType)") }
        let variant = MadeImage.Variant(
            width: record.width, height: record.height, format: format, byteCount: record.length)
        variants.append(variant)
        let sink = open(variant)
        guard sink(beginning[...]) else { throw .stopped }
        let left = record.length - beginning.count
        place = left > 0 ? .variant(left: left, sink) : .head
    }

    private mutating func take(_ record: MakerRecord, _ whole: [UInt8]) throws(ImagingError) {
        guard record.kind == .refusal else {
            facts = (record, whole)
            place = .head
            return
        }
        guard let refusal = MakerRefusal(rawValue: UInt32(record.width)) else {
            throw Self.nonsense("a refusal of no kind")
        }
        // For a log: a line without what moves a terminal.
        throw refusal.error(String(decoding: whole.map { (32..<127).contains($0) ? $0 : 46 }, as: UTF8.self))
    }

    private static func nonsense(_ what: String) -> ImagingError {
        .damaged(detail: "the maker wrote \(what)")
    }
}

extension MadeImage.Format {
    fileprivate var signatureLength: Int { self == .webP ? 12 : self == .png ? 8 : 3 }

    fileprivate func isBegun(by bytes: [UInt8]) -> Bool {
        switch self {
        case .webP: bytes.starts(with: "RIFF".utf8) && bytes.dropFirst(8).elementsEqual("WEBP".utf8)
        case .jpeg: bytes == [0xFF, 0xD8, 0xFF]
        case .png: bytes == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        }
    }
}
