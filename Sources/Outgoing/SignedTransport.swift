import CCurl
import Glibc
import Synchronization

/// What another host is asked, with a signature.
package struct SignedRequest: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case put = "PUT"
        case delete = "DELETE"
    }

    package let method: Method
    /// Percent-encoded, the fields of a query in the order of their names: it is signed as it is.
    package let address: String
    /// Signed too.
    package var headers: [String]
    /// Offsets of the bytes that are asked for, at least one.
    package var range: Range<Int64>?

    package init(
        _ method: Method, _ address: String, headers: [String] = [], range: Range<Int64>? = nil
    ) {
        self.method = method
        self.address = address
        self.headers = headers
        self.range = range
    }
}

/// The body of a request: a file from its first byte, wherever its descriptor stands.
package struct FileBody: Sendable {
    package let descriptor: CInt
    /// In bytes.
    package let size: Int64

    package init(descriptor: CInt, size: Int64) {
        self.descriptor = descriptor
        self.size = size
    }
}

/// What it said. Any status is a response.
package struct SignedResponse: Sendable {
    package let status: Int
    /// By name in small letters. Of several with one name, the last.
    package let headers: [String: String]
    /// What did not go where the caller wanted it, at most 4 MiB of it.
    package let body: [UInt8]
    /// How many bytes did.
    package let count: Int

    /// The time in a header, in seconds since 1970; nil where there is none.
    package func time(_ header: String) -> Int? {
        headers[header].map { curl_getdate($0, nil) }.flatMap { $0 < 0 ? nil : $0 }
    }
}

/// Who asks: AWS Signature Version 4, which S3 and what is like it understand.
package struct SigningKey: Sendable {
    package let service: String
    package let region: String
    package let name: String
    package let secret: String

    package init(service: String, region: String, name: String, secret: String) {
        self.service = service
        self.region = region
        self.name = name
        self.secret = secret
    }
}

/// Asks a host for things of any length, which are never whole in memory, and signs each request (libcurl does). Keeps
/// some connections for the next request. Follows no redirects. Blocks its thread for as long as bytes come or go.
package final class SignedTransport: Sendable {
    /// How many connections rest at most.
    private static let idleLimit = 8
    private let key: SigningKey
    private let patience: Duration
    private let idle = Mutex<[SignedExchange]>([])

    /// - Parameter patience: for how long nothing may come or go before the host counts as gone, in whole seconds, at
    ///   least 1; connecting has 5 seconds at most.
    package init(key: SigningKey, patience: Duration) {
        self.key = key
        self.patience = patience
    }

    /// - Parameters:
    ///   - body: for `put`.
    ///   - target: where the body of a response with status 200 or 206 goes. More than it holds is a failure.
    /// - Throws: when there is no whole response.
    package func send(
        _ request: SignedRequest, body: FileBody? = nil, into target: UnsafeMutableRawBufferPointer? = nil
    ) throws(TransferFailure) -> SignedResponse {
        // Something sent on a connection that turns out to be closed would have to be sent again from the beginning.
        let rested = body == nil ? idle.withLock { $0.popLast() } : nil
        let exchange = if let rested { rested } else { try SignedExchange() }
        let response = try exchange.perform(
            request, key: key, patience: patience, body: body, target: target)
        idle.withLock { if $0.count < Self.idleLimit { $0.append(exchange) } }
        return response
    }
}

/// One handle of libcurl, with the connections it keeps.
///
/// Unchecked: whoever took it out of those that rest has it alone.
private final class SignedExchange: @unchecked Sendable {
    /// libcurl counts these calls, and since 7.84 they may come at once.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    private static let bodyLimit = 4 << 20

    private let handle: UnsafeMutableRawPointer
    private let message: UnsafeMutableBufferPointer<CChar>
    private var body: FileBody?
    private var sent: Int64 = 0
    private var readingFailure: Int32?
    private var target: UnsafeMutableRawBufferPointer?
    private var count = 0
    private var rest: [UInt8] = []
    private var headers: [String: String] = [:]

    init() throws(TransferFailure) {
        guard Self.isReady, let handle = curl_easy_init() else {
            throw TransferFailure("libcurl cannot start")
        }
        self.handle = handle
        message = .allocate(capacity: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(handle)
        message.deallocate()
    }

    func perform(
        _ request: SignedRequest, key: SigningKey, patience: Duration, body: FileBody?,
        target: UnsafeMutableRawBufferPointer?
    ) throws(TransferFailure) -> SignedResponse {
        // Connections stay.
        curl_easy_reset(handle)
        message.initialize(repeating: 0)
        self.body = body
        self.target = target
        defer {
            self.body = nil
            self.target = nil
            rest = []
            headers = [:]
        }
        sent = 0
        readingFailure = nil
        count = 0

        curl_set_pointer(handle, CURLOPT_ERRORBUFFER, message.baseAddress)
        try set(CURLOPT_URL, request.address)
        try set(CURLOPT_PROTOCOLS_STR, "https,http")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        try set(CURLOPT_CONNECTTIMEOUT_MS, 5_000)
        try set(CURLOPT_LOW_SPEED_LIMIT, 1)
        try set(CURLOPT_LOW_SPEED_TIME, max(1, Int(patience.components.seconds)))
        try set(CURLOPT_BUFFERSIZE, 64 * 1024)
        try set(CURLOPT_USERAGENT, "Agentor")
        try set(CURLOPT_AWS_SIGV4, "aws:amz:\(key.region):\(key.service)")
        try set(CURLOPT_USERNAME, key.name)
        try set(CURLOPT_PASSWORD, key.secret)
        switch request.method {
        case .get: break
        case .head: try set(CURLOPT_NOBODY, 1)
        case .delete: try set(CURLOPT_CUSTOMREQUEST, "DELETE")
        case .put:
            try set(CURLOPT_UPLOAD, 1)
            try check(curl_set_size(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(body?.size ?? 0)))
        }
        if let range = request.range, !range.isEmpty {
            try set(CURLOPT_RANGE, "\(range.lowerBound)-\(range.upperBound - 1)")
        }
        var list: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(list) }
        for header in request.headers {
            guard let longer = curl_slist_append(list, header) else { throw failure(CURLE_OUT_OF_MEMORY) }
            list = longer
        }
        try check(curl_set_list(handle, CURLOPT_HTTPHEADER, list))
        setFunctions()

        try check(withExtendedLifetime(self) { curl_easy_perform(handle) })
        return SignedResponse(status: status, headers: headers, body: rest, count: count)
    }

    private func setFunctions() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        curl_set_pointer(handle, CURLOPT_READDATA, context)
        curl_set_data_function(handle, CURLOPT_READFUNCTION) { data, size, count, context in
            guard let data, let exchange = context.map(SignedExchange.at) else {
                return Int(CURL_READFUNC_ABORT)
            }
            return exchange.give(to: UnsafeMutableRawBufferPointer(start: data, count: size * count))
        }
        curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        curl_set_data_function(handle, CURLOPT_WRITEFUNCTION) { data, size, count, context in
            guard let data, let exchange = context.map(SignedExchange.at) else { return 0 }
            return exchange.take(UnsafeRawBufferPointer(start: data, count: size * count))
        }
        curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
        curl_set_data_function(handle, CURLOPT_HEADERFUNCTION) { data, size, count, context in
            guard let data, let exchange = context.map(SignedExchange.at) else { return 0 }
            exchange.hear(UnsafeRawBufferPointer(start: data, count: size * count))
            return size * count
        }
    }

    private static func at(_ context: UnsafeMutableRawPointer) -> SignedExchange {
        Unmanaged<SignedExchange>.fromOpaque(context).takeUnretainedValue()
    }

    // MARK: What libcurl calls

    private func give(to target: UnsafeMutableRawBufferPointer) -> Int {
        guard let body, sent < body.size else { return 0 }
        let wanted = Int(min(Int64(target.count), body.size - sent))
        while true {
            let count = pread(body.descriptor, target.baseAddress, wanted, off_t(sent))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                // A file that ends too soon has been tampered with.
                readingFailure = count < 0 ? errno : EIO
                return Int(CURL_READFUNC_ABORT)
            }
            sent += Int64(count)
            return count
        }
    }

    private func take(_ data: UnsafeRawBufferPointer) -> Int {
        if let target, [200, 206].contains(status) {
            guard count + data.count <= target.count else { return 0 }
            UnsafeMutableRawBufferPointer(rebasing: target[count...]).copyMemory(from: data)
            count += data.count
        } else {
            guard rest.count + data.count <= Self.bodyLimit else { return 0 }
            rest += data
        }
        return data.count
    }

    private func hear(_ line: UnsafeRawBufferPointer) {
        let text = String(decoding: line, as: UTF8.self)
        // What came before was not the last word.
        if text.hasPrefix("HTTP/") { headers = [:] }
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return }
        let value = text[colon...].dropFirst().drop { $0 == " " }.prefix { !$0.isNewline }
        headers[text[..<colon].lowercased()] = String(value)
    }

    // MARK: Options

    private var status: Int {
        var status = 0
        curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return status
    }

    private func set(_ option: CURLoption, _ value: Int) throws(TransferFailure) {
        try check(curl_set_long(handle, option, value))
    }

    private func set(_ option: CURLoption, _ value: String) throws(TransferFailure) {
        try check(curl_set_string(handle, option, value))
    }

    private func check(_ code: CURLcode) throws(TransferFailure) {
        if code != CURLE_OK { throw failure(code) }
    }

    private func failure(_ code: CURLcode) -> TransferFailure {
        if let readingFailure {
            let reason = String(cString: strerror(readingFailure))
            return TransferFailure("what is sent cannot be read: \(reason)")
        }
        let words = String(
            decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return TransferFailure(
            words.isEmpty ? String(cString: curl_easy_strerror(code)) : words, reply: status)
    }
}
