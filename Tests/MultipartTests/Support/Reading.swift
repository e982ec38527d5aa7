import Multipart

/// A part and all it holds.
struct Sent: Equatable, Sendable {
    let part: Part
    let content: [UInt8]

    init(_ part: Part, _ content: [UInt8]) {
        self.part = part
        self.content = content
    }

    init(_ name: String, _ text: String) {
        self.init(Part(name: name), Array(text.utf8))
    }
}

/// What a body came to when it was read.
struct Reading: Equatable {
    /// Pieces that follow one another are one: how many there are is not promised.
    enum Seen: Equatable {
        case begin(Part)
        case bytes([UInt8])
        case end
    }

    private(set) var seen: [Seen] = []
    private(set) var failure: MultipartError?
    private var reader: MultipartReader

    static func == (one: Reading, other: Reading) -> Bool {
        one.seen == other.seen && one.failure == other.failure
    }

    /// nil for a type that no body is read with.
    init?(type: String, limits: MultipartReader.Limits = .init()) {
        guard let reader = MultipartReader(contentType: type, limits: limits) else { return nil }
        self.reader = reader
    }

    /// A whole body.
    ///
    /// - Parameter cuts: where it is cut, in order.
    init?(_ body: [UInt8], type: String, limits: MultipartReader.Limits = .init(), cuts: some Sequence<Int>) {
        self.init(type: type, limits: limits)
        var start = 0
        for cut in cuts {
            read(body[start..<cut])
            start = cut
        }
        read(body[start...])
        finish()
    }

    init?(_ body: [UInt8], type: String, limits: MultipartReader.Limits = .init()) {
        self.init(body, type: type, limits: limits, cuts: EmptyCollection())
    }

    /// Nothing more once it has failed. The piece lies in memory of its own, with an end of its own.
    mutating func read(_ piece: ArraySlice<UInt8>) {
        guard failure == nil else { return }
        // Taken out while it grows: a reader and what it adds to are not to be one value.
        var seen = seen
        self.seen = []
        defer { self.seen = seen }
        do {
            try Array(piece).withUnsafeBytes { bytes in
                try reader.read(bytes) { Self.add($0, to: &seen) }
            }
        } catch {
            // It throws nothing else when its handler throws nothing.
            failure = (error as! MultipartError)
        }
    }

    mutating func finish() {
        guard failure == nil else { return }
        do throws(MultipartError) {
            try reader.finish()
        } catch {
            failure = error
        }
    }

    private static func add(_ event: MultipartReader.Event, to seen: inout [Seen]) {
        switch event {
        case .begin(let part):
            seen.append(.begin(part))
        case .end:
            seen.append(.end)
        case .bytes(let piece):
            precondition(!piece.isEmpty)
            if case .bytes(var bytes) = seen.last {
                seen.removeLast()
                bytes.append(contentsOf: piece)
                seen.append(.bytes(bytes))
            } else {
                seen.append(.bytes(Array(piece)))
            }
        }
    }

    /// The parts of a body that is whole; nil for one that was refused, or where events do not follow one
    /// another as they have to.
    var parts: [Sent]? {
        guard failure == nil, let parts = begun, parts.count == seen.count(where: { $0 == .end }) else {
            return nil
        }
        return parts
    }

    /// The parts that began, with what came of the last one; nil where events are out of order.
    var begun: [Sent]? {
        var parts: [Sent] = []
        var isInside = false
        for event in seen {
            switch event {
            case .begin(let part):
                guard !isInside else { return nil }
                isInside = true
                parts.append(Sent(part, []))
            case .bytes(let bytes):
                guard isInside, let last = parts.last, last.content.isEmpty else { return nil }
                parts[parts.count - 1] = Sent(last.part, bytes)
            case .end:
                guard isInside else { return nil }
                isInside = false
            }
        }
        return parts
    }
}
