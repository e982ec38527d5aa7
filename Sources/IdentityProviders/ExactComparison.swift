extension String {
    /// Compares letter by letter, as identifiers must be. `==` takes what Unicode holds to be the same for
    /// the same, such as the letter K and the sign for kelvin.
    func isExactly(_ other: String) -> Bool {
        utf8.elementsEqual(other.utf8)
    }
}
