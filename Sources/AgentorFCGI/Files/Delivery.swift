import AgentorCore
import FastCGI
import FoundationEssentials
import Messaging
import Storage

/// How the bytes of a file get to whoever may have them.
enum Delivery: String, CaseIterable, Sendable {
    /// nginx sends the file a header names (`X-Accel-Redirect`), from the folder its location `/content/` stands for.
    case accel
    /// lighttpd or Apache with mod_xsendfile sends the file a header names (`X-Sendfile`).
    case sendfile
    /// The worker sends the bytes itself.
    case stream
}

extension FileDesk {
    /// The bytes of a part of a file, for whoever was found to be allowed to see it.
    /// - Parameters:
    ///   - disposition: `inline`, or as what it is to be saved.
    ///   - cache: by default it is asked for anew each time: whoever may not see it any more has it no more.
    func deliver(
        _ part: StoredPart, disposition: String, cache: String = "private, no-cache", _ request: Request
    ) throws -> Response {
        guard let keeper else { throw Refusal.notFound }
        let content: StoredContent
        do { content = try keeper.open(part) } catch StorageError.missing {
            // Deleted in this moment.
            throw Refusal.notFound
        }
        var response = Response(headers: [
            "Content-Type": part.type,
            "Content-Disposition": disposition,
            "Cache-Control": cache,
            "Accept-Ranges": "bytes",
        ])
        switch (delivery, content.file) {
        case (.accel, let file?): response.headers["X-Accel-Redirect"] = "/\(file.path)"
        case (.sendfile, let file?): response.headers["X-Sendfile"] = "\(file.folder)/\(file.path)"
        default: stream(content, as: part, request, &response)
        }
        return response
    }

    private func stream(
        _ content: StoredContent, as part: StoredPart, _ request: Request, _ response: inout Response
    ) {
        let tag = "\"\(part.digest.prefix(32))\""
        response.headers["ETag"] = tag
        if request.headers["If-None-Match"]?.split(separator: ",").contains(where: { $0.isTag(tag) }) == true
        {
            response.status = .notModified
            return
        }
        var range: Range<Int64>?
        if let text = request.headers["Range"], request.headers["If-Range"].map({ $0 == tag }) ?? true {
            switch ByteRange(text, of: content.size) {
            case .all: break
            case .part(let wanted):
                range = wanted
                response.status = .partialContent
                response.headers["Content-Range"] =
                    "bytes \(wanted.lowerBound)-\(wanted.upperBound - 1)/\(content.size)"
            case .beyond:
                response.status = .rangeNotSatisfiable
                response.headers["Content-Range"] = "bytes */\(content.size)"
                return
            }
        }
        let pieces = content.pieces(range)
        response.rest = { try pieces.next() }
        response.restLength = range.map { Int64($0.count) } ?? content.size
    }
}

extension Substring {
    fileprivate func isTag(_ tag: String) -> Bool {
        let text = drop { $0 == " " }
        return text == "*" || text == tag || text == "W/\(tag)"
    }
}

/// What a `Range` asks for: RFC 9110, 14.2. Of several parts all is sent, as one may.
enum ByteRange: Equatable {
    case all
    case part(Range<Int64>)
    case beyond

    init(_ text: String, of size: Int64) {
        self = .all
        guard text.hasPrefix("bytes="), !text.contains(",") else { return }
        let bounds = text.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard bounds.count == 2 else { return }
        switch (Int64(bounds[0]), Int64(bounds[1])) {
        case (let first?, let last?) where first <= last:
            self = first < size ? .part(first..<min(last, size - 1) + 1) : .beyond
        case (let first?, nil) where bounds[1].isEmpty && first >= 0:
            self = first < size ? .part(first..<size) : .beyond
        case (nil, let count?) where bounds[0].isEmpty && count >= 0:
            self = count > 0 && size > 0 ? .part(max(0, size - count)..<size) : .beyond
        default: return
        }
    }
}
