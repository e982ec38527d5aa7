/// A kind of file, other than pictures, that people may send: it is kept as it is, and never shown but saved.
package struct FileKind: Hashable, Sendable {
    /// The media type it is served with.
    package let type: String
    /// In plain English, for pages.
    package let label: String
    /// In lower case; the usual one first.
    package let extensions: [String]

    private init(_ type: String, _ label: String, _ extensions: String...) {
        self.type = type
        self.label = label
        self.extensions = extensions
    }

    private init(_ type: String, _ label: String, _ extensions: [String]) {
        self.type = type
        self.label = label
        self.extensions = extensions
    }

    // MARK: Those there are

    static let pdf = Self("application/pdf", "PDF", "pdf")
    /// Also data and source code, with those extensions alone that no system runs when they are opened: any
    /// other has ".txt" put behind it.
    static let text = Self(
        "text/plain", "Text",
        [
            "txt", "text", "log", "tsv", "json", "ndjson", "yaml", "yml", "toml", "ini", "cfg", "conf",
            "diff",
            "patch", "tex", "bib", "po", "srt", "vtt", "ics", "vcf", "sql", "c", "h", "cc", "cpp", "hpp", "m",
            "cs", "go", "java", "kt", "rs", "swift",
        ])
    static let markdown = Self("text/markdown", "Markdown", "md", "markdown")
    static let csv = Self("text/csv", "Table (CSV)", "csv")
    static let rtf = Self("application/rtf", "Rich text", "rtf")

    private static let office = "application/vnd.openxmlformats-officedocument"
    static let docx = Self("\(office).wordprocessingml.document", "Word document", "docx")
    static let xlsx = Self("\(office).spreadsheetml.sheet", "Excel spreadsheet", "xlsx")
    static let pptx = Self("\(office).presentationml.presentation", "PowerPoint slides", "pptx")

    private static let openDocument = "application/vnd.oasis.opendocument"
    static let odt = Self("\(openDocument).text", "Text document", "odt")
    static let ods = Self("\(openDocument).spreadsheet", "Spreadsheet", "ods")
    static let odp = Self("\(openDocument).presentation", "Slides", "odp")
    static let epub = Self("application/epub+zip", "Book (EPUB)", "epub")

    static let zip = Self("application/zip", "ZIP archive", "zip")
    static let gzip = Self("application/gzip", "Archive (gzip)", "gz", "tgz")
    static let tar = Self("application/x-tar", "Archive (tar)", "tar")
    static let sevenZip = Self("application/x-7z-compressed", "7-Zip archive", "7z")

    static let mp3 = Self("audio/mpeg", "Audio", "mp3")
    static let ogg = Self("audio/ogg", "Audio", "ogg", "oga", "opus")
    static let flac = Self("audio/flac", "Audio", "flac")
    static let wav = Self("audio/wav", "Audio", "wav")
    static let m4a = Self("audio/mp4", "Audio", "m4a")

    static let mp4 = Self("video/mp4", "Video", "mp4", "m4v")
    static let webM = Self("video/webm", "Video", "webm")
    static let mov = Self("video/quicktime", "Video", "mov", "qt")

    /// In which order they come is of no concern.
    package static let all = [
        pdf, text, markdown, csv, rtf, docx, xlsx, pptx, odt, ods, odp, epub, zip, gzip, tar, sevenZip, mp3,
        ogg, flac, wav, m4a, mp4, webM, mov,
    ]

    // MARK: Which one it is

    /// The kind of a file, if it may be sent.
    ///
    /// What libmagic found decides; whatever is not listed is refused: HTML, SVG and XML, scripts for shells
    /// (which run when they are opened), programs, Java's archives, disk images, documents of old Office
    /// programs. Source code of other languages is text, and no more than that when it is saved: see `text`.
    ///
    /// - Parameters:
    ///   - detected: by `TypeDetector`.
    ///   - name: as it was sent. Its extension counts only between kinds that libmagic cannot tell apart.
    package static func permitted(detected: String, name: String) -> FileKind? {
        guard let kinds = candidates[detected] else { return nil }
        let named = FileName.fileExtension(of: name)
        return kinds.first { kind in named.map(kind.extensions.contains) ?? false } ?? kinds.first
    }

    /// Whether it is a picture by what libmagic found, of a format that can be made anew.
    package static func isPicture(_ detected: String) -> Bool { pictures[detected] != nil }

    /// Of those that are sent, and of what is made of them; the usual extension first.
    static let pictures = [
        "image/jpeg": ["jpg", "jpeg", "jpe", "jfif"], "image/png": ["png"], "image/gif": ["gif"],
        "image/webp": ["webp"], "image/avif": ["avif"], "image/heic": ["heic", "heif", "hif"],
        "image/heic-sequence": ["heic", "heif", "hif"], "image/heif": ["heif", "heic", "hif", "avif"],
        "image/heif-sequence": ["heif", "heic", "hif", "avif"],
    ]

    /// By libmagic's media type, which differs a little from one version of it to the next; first what it is
    /// where the name does not say.
    private static let candidates: [String: [FileKind]] = {
        var candidates = [
            "application/pdf": [pdf], "text/plain": [text, csv, markdown], "text/csv": [csv, text, markdown],
            "text/markdown": [markdown, text], "text/rtf": [rtf], "application/rtf": [rtf],
            // Where the files inside come in another order than usual.
            "application/zip": [zip, docx, xlsx, pptx, odt, ods, odp, epub],
            "application/gzip": [gzip], "application/x-gzip": [gzip], "application/x-tar": [tar],
            "application/x-7z-compressed": [sevenZip],
            "audio/mpeg": [mp3], "audio/ogg": [ogg], "audio/flac": [flac], "audio/x-flac": [flac],
            "audio/wav": [wav], "audio/x-wav": [wav], "audio/vnd.wave": [wav],
            "audio/mp4": [m4a], "audio/x-m4a": [m4a],
            "video/mp4": [mp4, m4a], "video/x-m4v": [mp4], "video/webm": [webM], "video/quicktime": [mov],
        ]
        for kind in [docx, xlsx, pptx, odt, ods, odp, epub] { candidates[kind.type] = [kind] }
        // What libmagic takes for source code is often prose about it.
        for type in textTypes { candidates[type] = [text, csv, markdown] }
        return candidates
    }()

    private static let textTypes = [
        "application/javascript", "application/json", "application/x-ndjson", "application/x-subrip",
        "text/calendar", "text/javascript", "text/troff", "text/vcard", "text/vtt", "text/x-asm",
        "text/x-awk",
        "text/x-c", "text/x-c++", "text/x-diff", "text/x-fortran", "text/x-java", "text/x-lisp", "text/x-lua",
        "text/x-m4", "text/x-makefile", "text/x-objective-c", "text/x-pascal", "text/x-perl", "text/x-po",
        "text/x-python", "text/x-ruby", "text/x-script.python", "text/x-tcl", "text/x-tex",
    ]
}
