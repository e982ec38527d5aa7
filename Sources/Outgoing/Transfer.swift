import CCurl

/// One exchange with another host through libcurl. Performing it blocks the thread, at most for the timeout that was
/// set.
struct Transfer {
    private let exchange: Exchange
    private var handle: UnsafeMutableRawPointer { exchange.handle }

    /// `curl_global_init` must not run twice at once.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// - Parameters:
    ///   - address: a URL; user and password in it are used.
    ///   - schemes: what it may begin with, and what it may be redirected to, such as `https,http`.
    init(to address: String, schemes: String, timeout: Duration) throws(TransferFailure) {
        guard Self.isReady, let handle = curl_easy_init() else {
            throw TransferFailure("libcurl cannot start")
        }
        exchange = Exchange(handle)
        let milliseconds = Int(timeout / .milliseconds(1))
        try set(CURLOPT_URL, address)
        try set(CURLOPT_PROTOCOLS_STR, schemes)
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_TIMEOUT_MS, milliseconds)
        try set(CURLOPT_CONNECTTIMEOUT_MS, min(milliseconds, 10_000))
        curl_set_pointer(handle, CURLOPT_ERRORBUFFER, exchange.message.baseAddress)
    }

    func set(_ option: CURLoption, _ value: Int) throws(TransferFailure) {
        try check(curl_set_long(handle, option, value))
    }

    /// libcurl keeps a copy.
    func set(_ option: CURLoption, _ value: String) throws(TransferFailure) {
        try check(curl_set_string(handle, option, value))
    }

    /// A list of lines, such as headers or recipients.
    func set(_ option: CURLoption, _ lines: [String]) throws(TransferFailure) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else { throw failure(CURLE_OUT_OF_MEMORY) }
            list = longer
        }
        if let list { exchange.lists.append(list) }
        try check(curl_set_list(handle, option, list))
    }

    /// Posts what may be anything. libcurl keeps a copy.
    func post(_ bytes: [UInt8]) throws(TransferFailure) {
        try check(curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count)))
        try check(bytes.withUnsafeBytes { curl_set_bytes(handle, $0.baseAddress) })
    }

    /// In how many seconds an HTTP server wants to be asked again; nil where it did not say.
    var retryAfter: Int? {
        var seconds: curl_off_t = 0
        guard curl_get_size(handle, CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK, seconds > 0 else {
            return nil
        }
        return Int(seconds)
    }

    /// Has a host's certificate count only where one in this file has signed it.
    func trust(onlyIn file: String) throws(TransferFailure) {
        try set(CURLOPT_CAINFO, file)
        // Otherwise those of the system would count beside them.
        try check(curl_set_pointer(handle, CURLOPT_CAPATH, nil))
    }

    /// Has no connection made to an address that is not the whole world's, whatever its name is.
    func refusePrivateNetworks() throws(TransferFailure) { try check(curl_refuse_private_networks(handle)) }

    /// Has the exchange fail within about a second once `isCancelled` says so, even when nothing else happens.
    func cancel(when isCancelled: @escaping @Sendable () -> Bool) throws(TransferFailure) {
        exchange.isCancelled = isCancelled
        curl_set_pointer(handle, CURLOPT_XFERINFODATA, Unmanaged.passUnretained(exchange).toOpaque())
        curl_set_progress_function(handle) { context, _, _, _, _ in
            context.map(Exchange.at)?.isOver == true ? 1 : 0
        }
        try set(CURLOPT_NOPROGRESS, 0)
    }

    /// For SMTP: what the server said last that it offers, when replies are kept.
    var offers: Set<String> { exchange.offers }

    /// For SMTP: has a failure carry the server's reply.
    func keepReplies() {
        curl_set_pointer(handle, CURLOPT_HEADERDATA, Unmanaged.passUnretained(exchange).toOpaque())
        curl_set_data_function(handle, CURLOPT_HEADERFUNCTION) { data, size, count, context in
            guard let data, let exchange = context.map(Exchange.at) else { return 0 }
            exchange.hear(UnsafeRawBufferPointer(start: data, count: size * count))
            return size * count
        }
    }

    /// Sends `bytes`, where the exchange sends any, and returns what came back.
    /// - Parameter limit: bytes that may come; more is a failure (`CURLE_WRITE_ERROR`).
    func perform(
        sending bytes: [UInt8] = [], receivingUpTo limit: Int = 1 << 20
    ) throws(TransferFailure) -> (reply: Int, body: [UInt8]) {
        exchange.outgoing = bytes[...]
        exchange.isSent = false
        exchange.incoming = []
        exchange.replies = []
        exchange.offers = []
        exchange.answered = nil
        exchange.limit = limit
        exchange.hasTooMuch = false
        let context = Unmanaged.passUnretained(exchange).toOpaque()
        curl_set_pointer(handle, CURLOPT_READDATA, context)
        curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        curl_set_data_function(handle, CURLOPT_READFUNCTION) { data, size, count, context in
            guard let data, let exchange = context.map(Exchange.at) else { return 0 }
            return exchange.give(to: UnsafeMutableRawBufferPointer(start: data, count: size * count))
        }
        curl_set_data_function(handle, CURLOPT_WRITEFUNCTION) { data, size, count, context in
            guard let data, let exchange = context.map(Exchange.at) else { return 0 }
            return exchange.take(UnsafeRawBufferPointer(start: data, count: size * count))
        }
        try check(withExtendedLifetime(exchange) { curl_easy_perform(handle) })
        return (reply, exchange.incoming)
    }

    private var reply: Int {
        var reply = 0
        curl_get_long(handle, CURLINFO_RESPONSE_CODE, &reply)
        return reply
    }

    private func check(_ code: CURLcode) throws(TransferFailure) {
        if code != CURLE_OK { throw failure(code) }
    }

    private func failure(_ code: CURLcode) -> TransferFailure {
        let words =
            exchange.hasTooMuch ? "more than \(exchange.limit) bytes came" : exchange.words
        let reply = reply
        // The very last may be to the farewell.
        let replyLines = exchange.replies.last { $0.first?.hasPrefix("\(reply)") == true }
        return TransferFailure(
            words.isEmpty ? String(cString: curl_easy_strerror(code)) : words, reply: reply,
            replyLines: replyLines ?? [], isSent: exchange.isSent)
    }
}

/// Owns the handle, what the callbacks share, and what libcurl wants kept until it ends.
private final class Exchange {
    let handle: UnsafeMutableRawPointer
    var outgoing: ArraySlice<UInt8> = []
    var isSent = false
    var incoming: [UInt8] = []
    var limit = 0
    var hasTooMuch = false
    var replies: [[String]] = []
    var offers: Set<String> = []
    /// When the reply to all that was sent came.
    var answered: ContinuousClock.Instant?
    var isCancelled: @Sendable () -> Bool = { false }
    var lists: [UnsafeMutablePointer<curl_slist>] = []
    let message: UnsafeMutableBufferPointer<CChar>

    init(_ handle: UnsafeMutableRawPointer) {
        self.handle = handle
        message = .allocate(capacity: Int(CURL_ERROR_SIZE))
        message.initialize(repeating: 0)
    }

    deinit {
        curl_easy_cleanup(handle)
        message.deallocate()
        for list in lists { curl_slist_free_all(list) }
    }

    static func at(_ context: UnsafeMutableRawPointer) -> Exchange {
        Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    }

    var words: String {
        String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    func give(to target: UnsafeMutableRawBufferPointer) -> Int {
        let part = outgoing.prefix(target.count)
        isSent = part.isEmpty
        target.copyBytes(from: part)
        outgoing = outgoing.dropFirst(part.count)
        return part.count
    }

    /// One line of a reply. In all but its last a hyphen follows the three digits (RFC 5321, section 4.2.1).
    func hear(_ line: UnsafeRawBufferPointer) {
        let end = line.firstIndex { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") } ?? line.count
        let text = String(decoding: line[..<end], as: UTF8.self)
        if let last = replies.last?.last, last.utf8.dropFirst(3).first == UInt8(ascii: "-") {
            // What matters stands in the first lines, and whether it goes on in the last.
            let index = replies.count - 1
            if replies[index].count == 10 { replies[index].removeLast() }
            replies[index].append(text)
        } else {
            replies.append([text])
        }
        note(text)
        if isSent, answered == nil { answered = .now }
    }

    /// Each line but the first of what a greeting is answered with names an extension. A server is greeted after its own
    /// greeting, and once more when TLS has begun: both are 220.
    private func note(_ line: String) {
        if line.hasPrefix("220") { offers = [] }
        guard line.hasPrefix("250") else { return }
        let keyword = line.dropFirst(4).prefix { !$0.isWhitespace && $0 != "=" }
        if !isSent { offers.insert(keyword.uppercased()) }
    }

    /// Once the other side has taken what was sent, two seconds are enough for its farewell.
    var isOver: Bool {
        isCancelled() || answered.map { ContinuousClock.now - $0 > .seconds(2) } ?? false
    }

    func take(_ data: UnsafeRawBufferPointer) -> Int {
        guard incoming.count + data.count <= limit else {
            hasTooMuch = true
            return 0
        }
        incoming += data
        return data.count
    }
}
