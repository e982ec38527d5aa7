extension String {
    /// As a line of its own begins.
    package var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
