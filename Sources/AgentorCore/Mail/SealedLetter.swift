import FoundationEssentials

/// A letter as the outbox keeps it. The address is authenticated with it: a letter cannot be led elsewhere.
struct SealedLetter {
    let bytes: [UInt8]

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    init(_ letter: Letter, to address: String, keys: SealingKeys) {
        do {
            bytes = keys.seal(try JSONEncoder().encode(letter), for: Self.purpose(address))
        } catch {
            // Text and arrays of text have nothing JSON cannot hold.
            preconditionFailure("a letter could not be encoded")
        }
    }

    /// Nil when its key is gone, or it was sealed for another address.
    func letter(to address: String, keys: SealingKeys) -> Letter? {
        keys.open(bytes, for: Self.purpose(address)).flatMap {
            try? JSONDecoder().decode(Letter.self, from: Data($0))
        }
    }

    private static func purpose(_ address: String) -> String { "mail to \(address)" }
}
