import Glibc
import Imaging

/// What is written to descriptor 1.
struct Report {
    init() { Self.write(MakerRecord.preamble) }

    func facts(width: Int, height: Int, _ facts: MakerFacts, placeholder: [UInt8]) {
        let bytes = [facts.rawValue] + placeholder
        Self.write(MakerRecord(.facts, width: width, height: height, length: bytes.count).head + bytes)
    }

    func variant(_ format: MadeImage.Format, width: Int, height: Int, _ encoded: EncodedBytes) {
        let record = MakerRecord(.init(format), width: width, height: height, length: encoded.bytes.count)
        Self.write(record.head)
        Self.write(encoded.bytes)
    }

    func refuse(_ refusal: Refusal) {
        let detail = Array("\(refusal.reason): \(refusal.detail)".utf8.prefix(500))
        let record = MakerRecord(.refusal, width: Int(refusal.reason.rawValue), length: detail.count)
        Self.write(record.head + detail)
    }

    func end() { Self.write(MakerRecord(.end).head) }

    private static func write(_ bytes: [UInt8]) { bytes.withUnsafeBytes(write) }

    private static func write(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(
                STDOUT_FILENO, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            // Nobody reads any more.
            guard count > 0 || errno == EINTR else { _exit(MakerStatus.usage) }
            rest = rest.dropFirst(max(0, count))
        }
    }
}
