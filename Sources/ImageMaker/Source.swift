import CVips
import Glibc
import Imaging

/// The image that was sent, as bytes, and what its head says.
///
/// Unchecked: nothing changes the bytes once they are read.
struct Source: @unchecked Sendable {
    /// For as long as the process lives: libvips reads there whenever pixels are asked for.
    private let bytes: UnsafeMutableRawBufferPointer
    let format: Format
    /// As it lies there, before it is turned upright.
    let width: Int
    let height: Int
    /// EXIF's, from 1 to 8.
    let orientation: Int
    /// 1 for what does not move.
    let frames: Int
    /// How long each frame is shown, in milliseconds.
    let delays: [CInt]
    /// How often all are shown; 0 for ever.
    let loops: Int

    /// - Parameters:
    ///   - limit: of bytes.
    ///   - told: its media type, as another program found it.
    init(descriptor: CInt, limit: Int, told: String) throws(Refusal) {
        bytes = try Self.read(descriptor, limit: limit)
        let loader = vips_foreign_find_load_buffer(bytes.baseAddress, bytes.count)
        guard let name = loader.map({ String(cString: $0) }),
            let found = Format.allCases.first(where: { name.hasPrefix($0.loader) })
        else { throw Refusal(.notAnImage) }
        let meant = Format.taken(as: told).filter { $0.loader == found.loader }
        guard !meant.isEmpty else { throw Refusal(.anotherType, "\(name), told was \(told)") }

        // The head alone: libvips decodes nothing before pixels are asked for.
        let head = try Self.open(bytes)
        // libvips goes by the brand, and has HEIC for those of either.
        let isAV1 = head.text("heif-compression") == "av1"
        guard let format = meant.first(where: { !$0.isHEIF || meant.count > 1 || ($0 == .avif) == isAV1 })
        else { throw Refusal(.anotherType, "AV1: \(isAV1), told was \(told)") }
        self.format = format
        (width, height, orientation) = (head.width, head.height, head.orientation)
        frames = format.moves ? head.number(VIPS_META_N_PAGES) ?? 1 : 1
        (delays, loops) = (head.numbers("delay"), head.number("loop") ?? 0)
        guard width <= ImageLimits.side, height <= ImageLimits.side, width * height <= ImageLimits.pixels
        else { throw Refusal(.tooLarge, "\(width) x \(height)") }
        guard frames <= ImageLimits.frames, width * height * frames <= ImageLimits.pixelsOfFrames else {
            throw Refusal(.tooManyFrames, "\(frames) of \(width) x \(height)")
        }
    }

    private static func read(
        _ descriptor: CInt, limit: Int
    ) throws(Refusal) -> UnsafeMutableRawBufferPointer {
        var count = 0
        var room = 1 << 20
        var bytes = realloc(nil, room)
        while let present = bytes {
            let taken = Glibc.read(descriptor, present + count, room - count)
            if taken < 0, errno == EINTR { continue }
            guard taken >= 0 else { throw Refusal(.damaged, "it cannot be read: \(errno)") }
            count += taken
            if taken == 0 { return UnsafeMutableRawBufferPointer(start: present, count: count) }
            guard count <= limit else { throw Refusal(.tooLarge, "more than \(limit) bytes") }
            if count == room {
                room *= 2
                bytes = realloc(present, room)
            }
        }
        throw Refusal(.outOfMemory)
    }

    /// - Parameter options: libvips'. Some damage is overlooked, as browsers do, but not where something is
    ///   missing. What cannot be decoded bit by bit is kept in memory, and not in a file.
    private static func open(
        _ bytes: UnsafeMutableRawBufferPointer, _ options: [String] = []
    ) throws(Refusal) -> Picture {
        let options = ["access=sequential", "fail_on=error"] + options
        guard let image = image_load(bytes.baseAddress, bytes.count, "[\(options.joined(separator: ","))]")
        else { throw .ofLibrary() }
        return Picture(owning: image)
    }

    private func opened(_ options: [String]) throws(Refusal) -> Picture {
        try Self.open(bytes, options + (format == .webP ? ["memory"] : []))
    }

    /// Its pixels, once from above to below; of an animation the first frame.
    ///
    /// - Parameter shrink: how many times smaller, where the format can do that while it is decoded.
    func still(shrink: Int) throws(Refusal) -> Picture {
        try opened(format == .jpeg && shrink > 1 ? ["shrink=\(shrink)"] : [])
    }

    /// The frames of an animation, each as a picture in memory.
    func eachFrame(_ body: (Picture) throws(Refusal) -> Void) throws(Refusal) {
        // libvips has all frames of a WebP in memory that are asked for, and decodes those before them again.
        let atOnce = format == .webP ? max(1, Self.webPPixels / (width * height)) : frames
        for first in stride(from: 0, to: frames, by: atOnce) {
            let count = min(atOnce, frames - first)
            let film = try opened(["page=\(first)", "n=\(count)"])
            for frame in 0..<count {
                try body(try film.rows(from: frame * height, count: height).inBytes().inMemory())
            }
        }
    }

    /// Of four bytes.
    private static let webPPixels = 64 << 20
}
