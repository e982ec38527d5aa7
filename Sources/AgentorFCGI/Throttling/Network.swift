import FastCGI
import Glibc

extension Request {
    /// Where a request comes from, as far as one party is concerned: an IPv6 customer has a whole /64, however its
    /// addresses are written, and an IPv4 address is one, also where it stands in an IPv6 address. `deploy/nginx.conf`
    /// counts the same way.
    var network: String {
        var address = in6_addr()
        guard inet_pton(AF_INET6, remoteAddress, &address) == 1 else { return remoteAddress }
        return withUnsafeBytes(of: &address) { bytes in
            let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
            if isMapped { return bytes[12...].map { String($0) }.joined(separator: ".") }
            return stride(from: 0, to: 8, by: 2).map { index in
                String(Int(bytes[index]) << 8 | Int(bytes[index + 1]), radix: 16)
            }.joined(separator: ":")
        }
    }
}
