import Text

/// A name in a sentence, with the handle beside it that says whose it is: "Ada Okafor (@ada)", the name in a direction of
/// its own.
/// - Parameter handle: nil for somebody who is gone, and for what is no person.
package func called(_ name: String, _ handle: String?) -> String {
    name.isolated + (handle.map { " (@\($0))" } ?? "")
}
