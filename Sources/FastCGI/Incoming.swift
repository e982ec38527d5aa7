import CFastCGI

/// A request as it came, ready to begin.
struct ReceivedRequest {
    let id: UInt16
    /// Whether the web server wants the connection left open behind it.
    let keepsConnection: Bool
    /// nil when the head was too large.
    let variables: RequestVariables?
    /// What came of the body; nil when it is too long to be collected, and left to be streamed.
    let body: [UInt8]?
}

/// What has come on a connection, and what it amounts to, record by record. Everything a peer can get wrong is wrong
/// here. One request at a time: a connection is not multiplexed.
struct Incoming {
    enum Step {
        /// Nothing to do before more has come.
        case incomplete
        /// To be sent; behind the last the connection is over.
        case reply([UInt8], isLast: Bool)
        case request(ReceivedRequest)
        /// A piece of the body that is being streamed; empty at its end.
        case standardInput(ArraySlice<UInt8>)
        /// The web server wants the request that runs to end.
        case aborted
        /// What follows cannot be understood.
        case malformed
    }

    /// How far the next request has come.
    enum Phase { case nothing, head, body, running }

    private struct Assembly {
        let id: UInt16
        let keepsConnection: Bool
        var parameters: [UInt8] = []
        /// The pairs before this position are whole.
        var checked = 0
        /// Known, and the parameters forgotten, when the head is whole.
        var variables: RequestVariables?
        var body: [UInt8] = []

        /// In bytes; a length that is none is refused, and nothing of it awaited.
        var announced: Int { variables?.contentLength ?? 0 }
    }

    private enum State {
        case nothing
        case assembling(Assembly)
        case running(id: UInt16, isStreamed: Bool, hasEnded: Bool)
    }

    private let limits: Limits
    private var state = State.nothing
    private var bytes: [UInt8] = []
    private var position = 0
    /// Of the last record, still to come.
    private var padding = 0
    private var isMalformed = false

    init(limits: Limits) {
        self.limits = limits
    }

    /// What is kept of an unfinished request, in bytes.
    var size: Int {
        guard case .assembling(let assembly) = state else { return bytes.count }
        return bytes.count + assembly.parameters.count + assembly.body.count
    }

    var phase: Phase {
        switch state {
        case .nothing: bytes.count == position ? .nothing : .head
        case .assembling(let assembly): assembly.variables == nil ? .head : .body
        case .running: .running
        }
    }

    mutating func append(_ new: UnsafeRawBufferPointer) {
        if position == bytes.count {
            bytes = Array(new)
        } else {
            if position > 0 { bytes.removeFirst(position) }
            bytes.append(contentsOf: new)
        }
        position = 0
    }

    mutating func next() -> Step {
        while let record = takeRecord() {
            let step = record.id == FCGI_NULL_REQUEST_ID ? management(record) : application(record)
            if case .malformed = step { isMalformed = true }
            if let step { return step }
        }
        return isMalformed ? .malformed : .incomplete
    }

    /// The request that runs has been answered: its number means nothing any more, and what still comes for it is
    /// passed over. True when nothing can come.
    mutating func end() -> Bool {
        defer { state = .nothing }
        guard case .running(_, _, let hasEnded) = state else { return true }
        return hasEnded
    }

    /// No more will come. What came is a request if its head is whole; what its body lacks, its reader will notice.
    mutating func breakOff() -> ReceivedRequest? {
        isMalformed = true
        guard case .assembling(let assembly) = state, assembly.variables != nil else { return nil }
        return begin(assembly, keepsConnection: false)
    }

    /// Ends a request that has not begun, for want of room.
    mutating func overload() -> [UInt8] {
        guard case .assembling(let assembly) = state else { return [] }
        state = .nothing
        return Record.endRequest(assembly.id, FCGI_OVERLOADED)
    }

    // MARK: Records

    private struct WholeRecord {
        let kind: Int32
        let id: UInt16
        let content: ArraySlice<UInt8>
    }

    /// The next record whose content has come.
    private mutating func takeRecord() -> WholeRecord? {
        let passed = min(padding, bytes.count - position)
        padding -= passed
        position += passed
        if position == bytes.count {
            bytes = []
            position = 0
        }
        guard !isMalformed, bytes.count - position >= Record.headerLength else { return nil }
        let header = bytes.withUnsafeBytes {
            $0.loadUnaligned(fromByteOffset: position, as: FCGI_Header.self)
        }
        guard header.version == FCGI_VERSION_1 else {
            isMalformed = true
            return nil
        }
        let content = position + Record.headerLength
        guard bytes.count - content >= header.contentLength else { return nil }
        position = content + header.contentLength
        padding = Int(header.paddingLength)
        return WholeRecord(
            kind: Int32(header.type), id: header.requestID, content: bytes[content..<position])
    }

    private mutating func management(_ record: WholeRecord) -> Step? {
        guard record.kind == FCGI_GET_VALUES else {
            return .reply(Record.unknownType(UInt8(record.kind)), isLast: false)
        }
        let asked: Set<String>? = record.content.withUnsafeBytes { content in
            var pairs = ParameterPairs(content)
            var names: Set<String> = []
            while let pair = pairs.next() { names.insert(String(decoding: pair.name, as: UTF8.self)) }
            return pairs.isAtEnd ? names : nil
        }
        guard let asked else { return .malformed }
        let values = [
            (FCGI_MAX_CONNS, String(limits.connections)), (FCGI_MAX_REQS, String(limits.connections)),
            (FCGI_MPXS_CONNS, "0"),
        ]
        return .reply(Record.valuesResult(values.filter { asked.contains($0.0) }), isLast: false)
    }

    private mutating func application(_ record: WholeRecord) -> Step? {
        if record.kind == FCGI_BEGIN_REQUEST { return beginRequest(record) }
        switch state {
        case .assembling(let assembly) where assembly.id == record.id:
            // Taken out while it grows: what it holds is not to be copied.
            state = .nothing
            return assemble(assembly, record)
        case .running(let id, let isStreamed, let hasEnded) where id == record.id:
            switch record.kind {
            case FCGI_ABORT_REQUEST:
                return .aborted
            case FCGI_STDIN where !hasEnded:
                state = .running(id: id, isStreamed: isStreamed, hasEnded: record.content.isEmpty)
                return isStreamed ? .standardInput(record.content) : nil
            default:
                return nil
            }
        case .nothing, .assembling, .running:
            // Of a request that is over, or never was.
            return nil
        }
    }

    private mutating func beginRequest(_ record: WholeRecord) -> Step? {
        guard record.content.count == MemoryLayout<FCGI_BeginRequestBody>.size else { return .malformed }
        let body = record.content.withUnsafeBytes { $0.loadUnaligned(as: FCGI_BeginRequestBody.self) }
        switch state {
        case .assembling(let assembly) where assembly.id == record.id:
            return .malformed
        case .running(let id, _, _) where id == record.id:
            return .malformed
        case .assembling, .running:
            return .reply(Record.endRequest(record.id, FCGI_CANT_MPX_CONN), isLast: false)
        case .nothing:
            guard body.role == FCGI_RESPONDER else {
                return .reply(
                    Record.endRequest(record.id, FCGI_UNKNOWN_ROLE), isLast: !body.keepsConnection)
            }
            state = .assembling(Assembly(id: record.id, keepsConnection: body.keepsConnection))
            return nil
        }
    }

    // MARK: The request that comes

    /// `state` is free for what becomes of `assembly`.
    private mutating func assemble(_ assembly: consuming Assembly, _ record: WholeRecord) -> Step? {
        switch record.kind {
        case FCGI_ABORT_REQUEST:
            return .reply(Record.endRequest(assembly.id), isLast: !assembly.keepsConnection)
        case FCGI_PARAMS where assembly.variables == nil && !record.content.isEmpty:
            assembly.parameters += record.content
            guard assembly.parameters.count <= 2 * limits.head, check(&assembly) else { return .malformed }
        case FCGI_PARAMS where assembly.variables == nil:
            guard assembly.checked == assembly.parameters.count else { return .malformed }
            if assembly.parameters.count > limits.head {
                state = .running(id: assembly.id, isStreamed: false, hasEnded: false)
                return .request(
                    ReceivedRequest(
                        id: assembly.id, keepsConnection: assembly.keepsConnection, variables: nil, body: []))
            }
            assembly.variables = RequestVariables(parameters: assembly.parameters)
            assembly.parameters = []
            if assembly.announced == 0 || assembly.announced > limits.form {
                return .request(begin(assembly, keepsConnection: assembly.keepsConnection))
            }
        case FCGI_STDIN where assembly.variables != nil:
            assembly.body += record.content.prefix(assembly.announced - assembly.body.count)
            if record.content.isEmpty || assembly.body.count == assembly.announced {
                return .request(
                    begin(
                        assembly, keepsConnection: assembly.keepsConnection,
                        hasEnded: record.content.isEmpty))
            }
        case FCGI_PARAMS, FCGI_STDIN:
            return .malformed
        default:
            break
        }
        state = .assembling(assembly)
        return nil
    }

    /// Moves on over pairs that are whole. False when the next cannot become so.
    private func check(_ assembly: inout Assembly) -> Bool {
        let (checked, isPossible) = assembly.parameters.withUnsafeBytes { [limits] bytes in
            var pairs = ParameterPairs(bytes, from: assembly.checked)
            while pairs.next() != nil {}
            let isPossible = pairs.nextLengths().map { $0.name + $0.value <= 2 * limits.head } ?? true
            return (pairs.position, isPossible)
        }
        assembly.checked = checked
        return isPossible
    }

    private mutating func begin(
        _ assembly: consuming Assembly, keepsConnection: Bool, hasEnded: Bool = false
    ) -> ReceivedRequest {
        let isStreamed = assembly.announced > limits.form
        let id = assembly.id
        state = .running(
            id: id, isStreamed: isStreamed, hasEnded: hasEnded || (!isStreamed && takeEndOfInput(of: id)))
        return ReceivedRequest(
            id: id, keepsConnection: keepsConnection, variables: assembly.variables,
            body: isStreamed ? nil : assembly.body)
    }

    /// The end of the body mostly comes with the rest. Taken at once, nothing is kept while the request runs, and
    /// it is known that no more comes.
    private mutating func takeEndOfInput(of id: UInt16) -> Bool {
        guard padding <= bytes.count - position else { return false }
        let start = position + padding
        guard bytes.count - start >= Record.headerLength else { return false }
        let header = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start, as: FCGI_Header.self) }
        guard header.version == FCGI_VERSION_1, Int32(header.type) == FCGI_STDIN, header.requestID == id,
            header.contentLength == 0
        else { return false }
        _ = takeRecord()
        return true
    }
}
