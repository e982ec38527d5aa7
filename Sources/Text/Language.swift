import CICU

/// A language that people write in, as ICU knows it.
package struct Language: Hashable, Sendable {
    /// ISO 639: two letters, three where there are none.
    package let code: String
    /// In English.
    package let name: String
    /// In the language itself.
    package let ownName: String

    /// Those of ICU's locales, by their English names.
    package static let all: [Language] = {
        let codes = Set((0..<icu_locale_count()).compactMap { languageCode(of: icu_locale($0)) })
        return codes.compactMap { code -> Language? in
            guard let name = languageName(of: code, in: "en"), name != code else { return nil }
            return Language(
                code: code, name: name, ownName: (languageName(of: code, in: code) ?? name).capitalized)
        }.sorted { $0.name < $1.name }
    }()

    /// Nil for what ICU has no locale of.
    package init?(code: String) {
        guard let language = Self.byCode[code] else { return nil }
        self = language
    }

    /// By its English name, its own or its code, in letters of any case and with marks or without.
    package init?(named name: String) {
        guard let language = Self.byName[name.foldedName] else { return nil }
        self = language
    }

    private init(code: String, name: String, ownName: String) {
        self.code = code
        self.name = name
        self.ownName = ownName
    }

    private static let byCode = Dictionary(uniqueKeysWithValues: all.map { ($0.code, $0) })

    private static let byName = all.reduce(into: [String: Language]()) { names, language in
        for name in [language.name, language.ownName, language.code] {
            names[name.foldedName] = names[name.foldedName] ?? language
        }
    }
}

/// A country, as ICU knows it.
package struct Country: Hashable, Sendable {
    /// ISO 3166-1: two capital letters.
    package let code: String
    /// In English.
    package let name: String

    /// By their English names.
    package static let all: [Country] = {
        var countries: [Country] = []
        var codes = icu_countries()
        while let code = codes?.pointee {
            let code = String(cString: code)
            if let name = icuText({ icu_country_name("_\(code)", "en", $0, $1) }), name != code {
                countries.append(Country(code: code, name: name))
            }
            codes = codes?.advanced(by: 1)
        }
        return countries.sorted { $0.name < $1.name }
    }()

    private static let byCode = Dictionary(uniqueKeysWithValues: all.map { ($0.code, $0) })

    /// Nil for what is no country.
    package init?(code: String) {
        guard let country = Self.byCode[code] else { return nil }
        self = country
    }

    private init(code: String, name: String) {
        self.code = code
        self.name = name
    }
}

extension String {
    /// As at the beginning of a line, in scripts that have capitals.
    fileprivate var capitalized: String {
        guard let first = unicodeScalars.first else { return self }
        return first.properties.titlecaseMapping + String(unicodeScalars.dropFirst())
    }

    fileprivate var foldedName: String { String(String.UnicodeScalarView(lowercased().bareLetters)) }
}

private func languageCode(of locale: UnsafePointer<CChar>?) -> String? {
    guard let locale else { return nil }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16) { buffer in
        let count = icu_language_of(locale, buffer.baseAddress, 16)
        return count > 0 && count < 16 ? String(cString: buffer.baseAddress!) : nil
    }
}

private func languageName(of code: String, in other: String) -> String? {
    icuText { icu_language_name(code, other, $0, $1) }
}

/// - Parameter write: fills a buffer and returns the length, or -1.
private func icuText(_ write: (UnsafeMutablePointer<UChar>?, Int32) -> Int32) -> String? {
    withUnsafeTemporaryAllocation(of: UChar.self, capacity: 128) { buffer in
        let count = write(buffer.baseAddress, 128)
        return count > 0 && count <= 128
            ? String(decoding: buffer[..<Int(count)], as: UTF16.self) : nil
    }
}
