import CCurl
import Glibc
import TestHost
import Testing

@testable import Outgoing

@Suite("What is not on the internet")
struct PrivateNetworkTests {
    @Test("is not asked where that is refused, by whatever name, and is where it is not")
    func refused() throws {
        let host = try HTTPHost(
            answering:
                "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 120\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        defer { host.stop() }
        let port = host.address.split(separator: ":").last.map(String.init) ?? ""
        for name in ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"] {
            #expect(throws: TransferFailure.self, "\(name)") {
                try CurlTransport(refusesPrivateNetworks: true).send(
                    HTTPRequest(to: "http://\(name):\(port)", bytes: [0, 1]), within: .seconds(5))
            }
        }
        #expect(host.requests.isEmpty)
        let answer = try CurlTransport().send(
            HTTPRequest(
                to: host.address, headers: ["Content-Type: application/octet-stream"], bytes: [65, 0, 66]),
            within: .seconds(5))
        #expect(answer.status == 429 && answer.retryAfter == 120)
        #expect(host.requests.first?.hasSuffix("\r\n\r\nA\0B") == true)
    }

    @Test(
        "is told by its address",
        arguments: [
            ("8.8.8.8", true), ("100.63.0.1", true), ("172.32.0.1", true), ("2001:4860:4860::8888", true),
            ("2600:1901::1", true), ("127.0.0.1", false), ("10.1.2.3", false), ("172.31.0.1", false),
            ("192.168.1.1", false), ("169.254.169.254", false), ("100.64.0.1", false),
            ("100.127.255.1", false),
            ("0.0.0.0", false), ("224.0.0.1", false), ("255.255.255.255", false), ("198.18.0.1", false),
            ("::1", false), ("::", false), ("::ffff:10.0.0.1", false), ("::ffff:8.8.8.8", true),
            ("64:ff9b::7f00:1", false), ("fe80::1", false), ("fd00::1", false), ("ff02::1", false),
            ("2002:7f00:1::", false), ("2001:db8::1", false), ("2001::1", false),
        ])
    func told(text: String, isOnInternet: Bool) throws {
        var four = sockaddr_in()
        var six = sockaddr_in6()
        let isPrivate: Bool
        if inet_pton(AF_INET, text, &four.sin_addr) == 1 {
            four.sin_family = sa_family_t(AF_INET)
            isPrivate = withUnsafePointer(to: &four) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { curl_is_private($0) != 0 }
            }
        } else {
            try #require(inet_pton(AF_INET6, text, &six.sin6_addr) == 1)
            six.sin6_family = sa_family_t(AF_INET6)
            isPrivate = withUnsafePointer(to: &six) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { curl_is_private($0) != 0 }
            }
        }
        #expect(isPrivate != isOnInternet)
    }
}
