import FoundationEssentials
import Messaging
import Text

/// Somebody's face: a picture, or where there is none initials in one of eight hues, which follows from who they are
/// and not from their name, so that it stays when the name changes.
protocol Avatar {
    var name: String { get }
    /// Identifies whose face it is, evenly spread: a random identifier.
    var face: UUID { get }
    /// As `Participant.picture`; nil for none.
    var picture: String? { get }
}

extension Avatar {
    package var initials: String { Text.initials(of: name) }
    package var hue: String { hueClass(of: face.uuid.15) }
    /// The address of the picture for a list, sharp at up to 48 pixels of CSS on a dense screen.
    package var thumbnail: String? { picture.map { Route.picture($0, .small, .show).path } }
    /// The same where it is larger.
    package var portrait: String? { picture.map { Route.picture($0, .middle, .show).path } }
}

extension Participant: Avatar {
    var face: UUID { id.rawValue }
}

/// The class of one of the eight hues of `static/agentor.css`.
func hueClass(of number: UInt8) -> String {
    switch number & 7 {
    case 0: "hue-1"
    case 1: "hue-2"
    case 2: "hue-3"
    case 3: "hue-4"
    case 4: "hue-5"
    case 5: "hue-6"
    case 6: "hue-7"
    default: "hue-8"
    }
}
