import AgentorCore
import Mail
import Synchronization

@testable import AgentorFCGI

/// Takes mails and keeps them, or refuses them as a test wishes.
final class Letterbox: MailTransport {
    private let kept = Mutex<[MailMessage]>([])
    private let failure = Mutex<MailFailure?>(nil)
    /// What it says it takes when it is asked; an empty answer is none.
    private let reach = Mutex<Bool?>(true)

    func deliver(_ mail: MailMessage) throws(MailFailure) {
        if let failure = failure.withLock({ $0 }) { throw failure }
        kept.withLock { $0.append(mail) }
    }

    /// What every delivery ends with from now on; nil for success.
    func fail(with failure: MailFailure?) {
        self.failure.withLock { $0 = failure }
    }

    func takesUTF8() throws(MailFailure) -> Bool {
        guard let takesUTF8 = reach.withLock({ $0 }) else { throw .temporary("nobody is there") }
        return takesUTF8
    }

    func take(utf8: Bool?) { reach.withLock { $0 = utf8 } }

    var mails: [MailMessage] { kept.withLock { $0 } }

    /// The oldest first.
    func letters(to address: String) -> [Letter] {
        mails.filter { $0.to == address }.map(\.letter)
    }
}

extension SiteSettings {
    static func forTest(
        transport: any MailTransport = Letterbox(), address: String = "http://127.0.0.1:8080"
    ) throws -> SiteSettings {
        SiteSettings(
            address: address,
            keys: try SealingKeys(parsing: String(repeating: "5e", count: 32)), transport: transport,
            from: "Agentor <no-reply@agentor.example>")
    }
}

extension Site {
    /// What `postman.deliverDue()` has delivered.
    var mails: Letterbox { settings.transport as? Letterbox ?? Letterbox() }
}
