import FoundationEssentials
import Messaging
import TemplateRuntime

/// A picture on a page: a link to its own page. A drawing of twelve colours has its shape and keeps its place, so that
/// nothing moves when the picture comes and lies over it.
package struct PictureItem: Sendable {
    /// How much room a page gives it. `static/agentor.css` has the same measures.
    package enum Room: Sendable {
        /// One of several, cut to 4:3.
        case tile
        /// The only one of a message: whole, unless it is far from square.
        case alone
        /// On its own page.
        case page
        /// One below the other, each whole.
        case stack
        /// What stands for a piece of work among others, cut to 4:3.
        case card
        /// Beside a line of words, cut to 4:3.
        case line
    }

    package let id: UUID
    package let image: Markup
    /// How many of a message's pictures are not shown after it; nil for none.
    package var more: Int?

    /// - Parameter alt: what is read in its place.
    package init(_ id: UUID, _ picture: MessageFile.Picture, alt: String, in room: Room) {
        self.id = id
        image = Markup(picture, alt: alt, in: room) { Route.fileVariant(id, $0, .show).path }
    }

    /// What is read in its place: what its author says it shows, or whose it is.
    /// - Parameters:
    ///   - handle: of the author, where it stands nowhere beside the picture.
    ///   - place: which of several, as "2 of 5".
    package static func alt(
        _ file: MessageFile, from author: String, handle: String? = nil, place: String? = nil
    ) -> String {
        guard file.description.isEmpty else { return file.description }
        return "Picture \(place.map { "\($0) " } ?? "")from \(called(author, handle)), without a description"
    }
}

extension MessageFile.Picture {
    /// For browsers that do not know WebP, or whose readers want nothing to move: it stands still.
    fileprivate var fallbackFormat: FileVariant.Format { FileVariant.Format(rawValue: fallback) ?? .jpg }

    /// The largest there is; nil where there is none.
    var widest: FileVariant? {
        if isAnimated, let width = webPWidths.last { return FileVariant(width: width, format: .webp) }
        return widths.last.map { FileVariant(width: $0, format: fallbackFormat) }
    }

    /// In CSS pixels. Never larger than the picture, but large enough to be hit.
    fileprivate func box(in room: PictureItem.Room) -> (width: Int, height: Int) {
        switch room {
        case .tile: return (208, 156)
        case .card: return (320, 240)
        case .line: return (80, 60)
        case .page, .stack:
            // What is there may be less than the whole.
            let widest = widths.last ?? max(width, 1)
            return (widest, max(height * widest / max(width, 1), 1))
        case .alone:
            let (width, height) = (Double(max(width, 1)), Double(max(height, 1)))
            let scale = min(416 / width, 384 / height, 1)
            return (max(Int(width * scale), 48), max(Int(height * scale), 48))
        }
    }
}

extension Markup {
    /// Built here and not in a template: a number cannot stand behind an address in `srcset` there.
    /// - Parameter address: of each of its variants.
    init(
        _ picture: MessageFile.Picture, alt: String, in room: PictureItem.Room,
        at address: (FileVariant) -> String
    ) {
        var out = HTML(reservingCapacity: 1600)
        let box = picture.box(in: room)
        out.placeholder(picture, box, alt: picture.widths.isEmpty ? alt : nil)
        if !picture.widths.isEmpty { out.picture(picture, box, alt: alt, in: room, at: address) }
        self.init(trusted: out.bytes)
    }
}

extension HTML {
    /// - Parameter alt: where it is all there is to see.
    fileprivate mutating func placeholder(
        _ picture: MessageFile.Picture, _ box: (width: Int, height: Int), alt: String?
    ) {
        append("<svg viewBox=\"0 0 ")
        number(box.width)
        append(" ")
        number(box.height)
        append("\" width=\"")
        number(box.width)
        append("\" height=\"")
        number(box.height)
        append("\" preserveAspectRatio=\"xMidYMid slice")
        if let alt {
            append("\" role=\"img\" aria-label=\"")
            attribute(alt)
            append("\">")
        } else {
            append("\" aria-hidden=\"true\">")
        }
        // Nothing lies behind what is transparent.
        if picture.fallbackFormat != .png {
            let columns = picture.height > picture.width ? 3 : 4
            append("<svg viewBox=\"0 0 ")
            number(columns)
            append(" ")
            number(7 - columns)
            append("\" preserveAspectRatio=\"none\">")
            // Each reaches below the next, lest a seam be seen between them.
            for (place, colour) in picture.placeholder.prefix(12).enumerated() {
                append("<path fill=\"")
                attribute(colour)
                append("\" d=\"M")
                number(place % columns)
                append(" ")
                number(place / columns)
                append("h2v2h-2z\"/>")
            }
            append("</svg>")
        }
        append("</svg>")
    }

    fileprivate mutating func picture(
        _ picture: MessageFile.Picture, _ box: (width: Int, height: Int), alt: String,
        in room: PictureItem.Room, at address: (FileVariant) -> String
    ) {
        append("<picture>")
        if !picture.webPWidths.isEmpty {
            append("<source type=\"image/webp\"")
            if picture.isAnimated { append(" media=\"(prefers-reduced-motion: no-preference)\"") }
            append(" srcset=\"")
            for (place, width) in picture.webPWidths.enumerated() {
                if place > 0 { append(", ") }
                path(address(FileVariant(width: width, format: .webp)))
                append(" ")
                number(width)
                append("w")
            }
            append("\" sizes=\"")
            switch room {
            case .page, .stack: append("(min-width: 60rem) 51rem, 100vw")
            case .card: append("(min-width: 34rem) 20rem, 100vw")
            case .tile, .alone, .line:
                number(box.width)
                append("px")
            }
            append("\">")
        }
        append("<img src=\"")
        let wanted = room == .page || room == .stack ? 1280 : box.width
        let width = picture.widths.first { $0 >= wanted } ?? picture.widths[picture.widths.count - 1]
        path(address(FileVariant(width: width, format: picture.fallbackFormat)))
        append("\" alt=\"")
        attribute(alt)
        append("\" width=\"")
        number(box.width)
        append("\" height=\"")
        number(box.height)
        if room != .page { append("\" loading=\"lazy") }
        append("\" decoding=\"async\"></picture>")
    }
}
