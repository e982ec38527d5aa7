import Text

/// The name of a file, safe to show and to save, made of whatever a browser sent, in any script: without a
/// path, without what cannot be seen or turns the direction of text (but for what a script or an emoji needs,
/// see `PlainText`), in normalisation form C, at most 200 bytes, never empty; neither hidden nor special on any
/// system, and with an extension that says what it is.
package struct FileName: Hashable, Sendable {
    /// Bytes of UTF-8: systems have 255, and something may be put before or behind it.
    package static let limit = 200
    private static let nameless = "file"

    package let text: String

    private init(text: String) { self.text = text }

    /// Of a file that is kept as it is.
    package init(_ name: String, kind: FileKind) { self.init(name, kind.extensions) }

    /// Of a picture, of which other formats are made.
    /// - Parameter type: where it is not told, any extension of a picture stays, and another becomes a part of
    ///   the name: "a.exe" is "a_exe".
    package init(picture name: String, type: String? = nil) {
        if let extensions = type.flatMap({ FileKind.pictures[$0] }) {
            self.init(name, extensions)
            return
        }
        let (stem, ending) = Self.parts(of: Self.cleaned(name))
        let isPicture = ending.map { ending in
            FileKind.pictures.values.contains { $0.contains(ending.lowercased()) }
        }
        switch isPicture {
        case true?: self.init(text: Self.joined(stem, ".\(ending ?? "")"))
        case false?: self.init(text: Self.joined("\(stem)_\(ending ?? "")", ""))
        case nil: self.init(text: Self.joined(stem, ""))
        }
    }

    /// The name that bytes of this media type are saved by: it has another extension where the present one is
    /// of something else.
    /// - Parameters:
    ///   - name: as it was kept.
    ///   - type: of a `FileKind` or of a picture.
    package static func toSave(_ name: String, as type: String) -> FileName {
        let ofKinds = FileKind.all.filter { $0.type == type }.flatMap(\.extensions)
        return FileName(name, ofKinds + (FileKind.pictures[type] ?? []))
    }

    /// Any name, to be shown in a message about its file.
    package static func shown(_ name: String) -> String {
        let (stem, ending) = parts(of: cleaned(name))
        return joined(stem, ending.map { ".\($0)" } ?? "")
    }

    /// - Parameter extensions: those it may have; the first is put in the place of one that is of another kind,
    ///   and behind what only looks like one, as in "Plan 2.1".
    private init(_ name: String, _ extensions: [String]) {
        let cleaned = Self.cleaned(name)
        let (stem, ending) = Self.parts(of: cleaned)
        let usual = ".\(extensions.first ?? "bin")"
        guard let ending else {
            self.init(text: Self.joined(stem, usual))
            return
        }
        let lowered = ending.lowercased()
        if extensions.contains(lowered) {
            self.init(text: Self.joined(stem, ".\(ending)"))
        } else if Self.known.contains(lowered) {
            self.init(text: Self.joined(stem, usual))
        } else {
            self.init(text: Self.joined("\(stem).\(ending)", usual))
        }
    }

    /// All extensions of what may be sent.
    private static let known = Set(FileKind.all.flatMap(\.extensions) + FileKind.pictures.values.joined())

    // MARK: Its parts

    /// In lower case; nil for a name without one.
    static func fileExtension(of name: String) -> String? { parts(of: cleaned(name)).ending?.lowercased() }

    private static func parts(of name: String) -> (stem: Substring, ending: Substring?) {
        guard let dot = name.lastIndex(of: ".") else { return (name[...], nil) }
        let ending = name[name.index(after: dot)...]
        guard (1...10).contains(ending.utf8.count), ending.utf8.allSatisfy(isLetterOrDigit) else {
            return (name[...], nil)
        }
        return (name[..<dot], ending)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    // MARK: What is safe

    /// What is behind the last separator of any system, as one line of text, without what Windows takes for
    /// something else.
    private static func cleaned(_ name: String) -> String {
        // By scalars: a mark behind a separator makes it no other character to a system.
        let path = name.unicodeScalars
        let start = path.lastIndex { $0 == "/" || $0 == "\\" }.map { path.index(after: $0) }
        let line = PlainText.line(String(path[(start ?? path.startIndex)...]))
        var cleaned = String.UnicodeScalarView()
        for scalar in line.unicodeScalars {
            switch scalar {
            case "<", ">", ":", "\"", "|", "?", "*", "/", "\\": cleaned.append("_")
            default: cleaned.append(scalar)
            }
        }
        return String(withoutEnd(String(cleaned)[...]))
    }

    // By scalars too: a dot with a mark on it still hides a file.

    /// Without dots and spaces at its end, where some systems lose them.
    private static func withoutEnd(_ name: Substring) -> Substring {
        var name = name
        while let last = name.unicodeScalars.last, last == "." || last == " " {
            name.unicodeScalars.removeLast()
        }
        return name
    }

    /// Nor with any at its beginning, where they hide a file.
    private static func trimmed(_ name: Substring) -> Substring {
        withoutEnd(Substring(name.unicodeScalars.drop { $0 == "." || $0 == " " }))
    }

    /// - Parameter ending: with its dot.
    private static func joined(_ stem: some StringProtocol, _ ending: String) -> String {
        var stem = String(trimmed(Substring(stem)))
        if stem.isEmpty { stem = nameless }
        if isReserved(stem) { stem = "_\(stem)" }
        let room = limit - ending.utf8.count
        if stem.utf8.count > room {
            var count = 0
            let cut = stem.prefix { character in
                count += character.utf8.count
                return count <= room
            }
            stem = String(trimmed(cut))
            if stem.isEmpty { stem = nameless }
        }
        return stem + ending
    }

    /// Whether Windows takes it for a device, whatever its extension.
    private static func isReserved(_ stem: String) -> Bool {
        var name = stem.prefix { $0 != "." }.lowercased()
        while name.last == " " { name.removeLast() }
        switch name {
        case "con", "prn", "aux", "nul", "conin$", "conout$": return true
        default:
            guard name.hasPrefix("com") || name.hasPrefix("lpt") else { return false }
            let number = name.dropFirst(3)
            return number.count == 1 && "0123456789¹²³".contains(number)
        }
    }

    // MARK: As a header

    /// The value of `Content-Disposition` that has it saved by this name (RFC 6266, RFC 8187).
    package var contentDisposition: String {
        "attachment; filename=\"\(fallback)\"; filename*=UTF-8''\(text.percentEncoded)"
    }

    /// In ASCII, for clients that know nothing else; they may also decode what follows a percent sign.
    private var fallback: String {
        var fallback = ""
        var isBehindOther = false
        for scalar in text.unicodeScalars {
            let isPlain = (0x20...0x7E).contains(scalar.value) && scalar != "%"
            if isPlain { fallback.unicodeScalars.append(scalar) } else if !isBehindOther { fallback += "_" }
            isBehindOther = !isPlain
        }
        return fallback
    }
}
