import FoundationEssentials

/// A text as it is to be stored.
struct WrittenText: Sendable {
    /// Empty where it is sealed.
    let plain: String
    var sealed: [UInt8]?
    /// Where alone it may be stored; nil for anywhere.
    var channel: ChannelID?
    /// Of the message it is bound to, where that is there already.
    var nonce: UUID?
    /// Keys of the files that are sent with it, sealed for that channel; an empty one for a file without.
    var fileKeys: [[UInt8]]?

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

/// How a file is called and what it says, as it is to be stored, with the file's own key.
struct WrittenName: Sendable {
    /// Empty where it is sealed.
    let plain: String
    /// Empty where it is sealed, and where it says nothing.
    var text = ""
    var sealed: [UInt8]?
    var sealedText: [UInt8]?
    var key: [UInt8]?
}
