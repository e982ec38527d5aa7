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

extension ChannelKey {
    /// A text as it is stored at a place.
    /// - Parameter nonce: of the message, where the place has none.
    func write(_ text: String, nonce: UUID?, at place: SealingPlace) -> WrittenText {
        let nonce = place.nonce ?? nonce ?? TextPlace.begun
        let bound = TextPlace(channel: place.channel, author: place.viewer, nonce: nonce).bound
        return WrittenText(
            plain: "", sealed: seal(text, bound: bound), channel: place.channel, nonce: place.nonce)
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
        guard let keys else { return WrittenText(plain: text) }
        let pool = pool
        let place: SealingPlace?
        do { place = try pool.first(statement, as: author) } catch { throw .database(error) }
        guard let place else { return nil }
        // What takes the place of words that cannot be read just now takes them away.
        if text.isEmpty, place.key == nil { return WrittenText.none }
        let key = try keys.sealingKey(place) { add throws(MessagingError) in
            do throws(PostgresError) { return try pool.first(add, as: author, access: .readWrite) } catch {
                throw .database(error)
            }
        }
        guard let key else { throw .textsUnavailable }
        return text.isEmpty ? WrittenText.none : key.write(text, nonce: nonce, at: place)
    }
}
