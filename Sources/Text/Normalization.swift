// swift-foundation normalises by the same entry; no public one exists without Foundation.
@_spi(_Unicode) import Swift

extension String {
    /// In Unicode normalisation form C, whose scalars are the same however a keyboard composed them.
    package var nfc: String {
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: _nfc)
        return String(scalars)
    }

    /// In Unicode normalisation form D.
    var decomposed: [Unicode.Scalar] { Array(_nfd) }

    /// Letters and digits alone, in lower case and without accents: "Zoë-Anne" is "zoeanne".
    package var bareLetters: [Unicode.Scalar] {
        lowercased()._nfd.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil }
    }
}
