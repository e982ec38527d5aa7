import FoundationEssentials
import Mail

/// A letter as the outbox keeps it. The address and the mail are authenticated with it: a letter cannot be led elsewhere,
/// nor sent once more.
struct SealedLetter {
    let bytes: [UInt8]
    /// Whether the mail is: all but those from before there was that.
    private let isBound: Bool

    init(bytes: [UInt8], isBound: Bool) {
        self.bytes = bytes
        self.isBound = isBound
    }

    init(_ letter: Letter, _ mail: MailID, to address: String, keys: SealingKeys) {
        do {
            bytes = keys.seal(try JSONEncoder().encode(letter), for: Self.use(mail, address))
            isBound = true
        } catch {
            // Text and arrays of text have nothing JSON cannot hold.
            preconditionFailure("a letter could not be encoded")
        }
    }

    /// Nil when its key is gone, or it was sealed for another address or mail.
    func letter(_ mail: MailID, to address: String, keys: SealingKeys) -> Letter? {
        keys.open(bytes, for: Self.use(isBound ? mail : nil, address)).flatMap {
            try? JSONDecoder().decode(Letter.self, from: Data($0))
        }
    }

    private static func use(_ mail: MailID?, _ address: String) -> String {
        mail.map { "mail \($0) to \(address)" } ?? "mail to \(address)"
    }
}
