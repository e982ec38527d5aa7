import Multipart

/// Bodies put together by hand, with the boundary "b".
enum Form {
    static let type = "multipart/form-data; boundary=b"

    /// Each with its end.
    static func lines(_ lines: String...) -> [UInt8] {
        Array(lines.map { $0 + "\r\n" }.joined().utf8)
    }

    static func field(_ name: String, _ text: String) -> [UInt8] {
        lines("--b", "Content-Disposition: form-data; name=\"\(name)\"", "", text)
    }

    static func file(_ name: String, filename: String, _ text: String) -> [UInt8] {
        lines("--b", "Content-Disposition: form-data; name=\"\(name)\"; filename=\"\(filename)\"", "", text)
    }

    static let end = lines("--b--")

    /// What a body of one part comes to, whose head has these lines and which holds "text".
    static func reading(head: [String], limits: MultipartReader.Limits = .init()) -> Reading? {
        let head = head.map { Array($0.utf8) + Array("\r\n".utf8) }.joined()
        return Reading(lines("--b") + head + lines("", "text") + end, type: type, limits: limits)
    }

    static func reading(disposition: String) -> Reading? {
        reading(head: ["Content-Disposition: \(disposition)"])
    }
}
