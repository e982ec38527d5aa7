import Forms
import FoundationEssentials
import Postgres

/// A text as it is to be stored.
struct WrittenText: Sendable {
    /// Empty where it is sealed.
    let plain: String
    var sealed: [UInt8]?
    /// Where alone it may be stored; nil for anywhere.
    var channel: ChannelID?
    /// Of the message it is bound to, where that is there already.
    var nonce: UUID?

    static let none = WrittenText(plain: "")

    /// What is stored nowhere.
    static let nowhere = WrittenText(plain: "", channel: ChannelID(rawValue: TextPlace.begun))
}

extension KeyRing {
    /// A text as it is stored at a place.
    /// - Parameter nonce: of the message, where the place has none.
    /// - Throws: `.invalid` where no key can be had just now: nothing is stored, and no words are lost.
    func write(
        _ text: String, nonce: UUID?, at place: SealingPlace,
        add: (AddChannelKey) throws(MessagingError) -> WrappedKey?
    ) throws(MessagingError) -> WrittenText {
        guard let key = try sealingKey(place, add: add) else { throw .textsUnavailable }
        let nonce = place.nonce ?? nonce
        let bound = TextPlace(channel: place.channel, author: place.viewer, nonce: nonce ?? TextPlace.begun)
            .bound
        return WrittenText(
            plain: "", sealed: key.seal(text, bound: bound), channel: place.channel, nonce: place.nonce)
    }
}

extension MessagingError {
    static let textsUnavailable = MessagingError.invalid(
        FormErrors(
            MessageDraft.field.name, .unavailable,
            "Nothing can be stored just now. Your words are still here: try again in a minute."))
}

extension Messenger {
    /// A text as it is stored at a place; plain without keys.
    /// - Parameter nonce: of the message; nil for what was only begun, or is there already.
    /// - Returns: nil where the viewer may write nothing there.
    func written<S: SealingPlaceStatement>(
        _ text: String, nonce: UUID? = nil, at statement: S, as author: Identity
    ) throws(MessagingError) -> WrittenText? {
        guard let keys, !text.isEmpty else { return WrittenText(plain: text) }
        let pool = pool
        let place: SealingPlace?
        do { place = try pool.first(statement, as: author) } catch { throw .database(error) }
        guard let place else { return nil }
        return try keys.write(text, nonce: nonce, at: place) { add throws(MessagingError) in
            do throws(PostgresError) { return try pool.first(add, as: author, access: .readWrite) } catch {
                throw .database(error)
            }
        }
    }
}
