import FoundationEssentials
import Testing

/// A body as a client sent it, with the type it gave: a file in `Bodies`.
struct RecordedBody {
    let type: String
    let body: [UInt8]

    init(_ name: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = try [UInt8](Data(contentsOf: folder.appending(path: "Bodies/\(name).http")))
        let head = Array("Content-Type: ".utf8)
        let end = try #require(file.indices.first { file[$0...].starts(with: Array("\r\n\r\n".utf8)) })
        try #require(file.starts(with: head))
        type = String(decoding: file[head.count..<end], as: UTF8.self)
        body = Array(file[(end + 4)...])
    }
}
