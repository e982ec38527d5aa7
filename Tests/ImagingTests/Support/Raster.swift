import CVips
import Testing

/// Pixels of eight bits, as tests make them and find them: encoded and decoded by libvips, in this process.
struct Raster: Equatable {
    /// A pixel's bands: one for grey, three for colours, one more with alpha.
    typealias Pixel = [UInt8]

    struct Failure: Error, CustomStringConvertible {
        let description = String(cString: vips_error_buffer())

        init() { vips_error_clear() }
    }

    let width: Int
    /// Of all frames, one below the other.
    let height: Int
    let bands: Int
    private(set) var bytes: [UInt8]

    private static let isReady = vips_init("ImagingTests") == 0

    init(_ width: Int, _ height: Int, _ pixel: (Int, Int) -> Pixel) {
        (self.width, self.height) = (width, height)
        bytes = (0..<height).flatMap { y in (0..<width).flatMap { x in pixel(x, y) } }
        bands = bytes.count / (width * height)
    }

    /// Red, green, blue and yellow, from left to right and from above to below: no two of its turns look the
    /// same.
    static func quarters(_ width: Int, _ height: Int) -> Raster {
        Raster(width, height) { x, y in
            switch (2 * x < width, 2 * y < height) {
            case (true, true): [220, 30, 40]
            case (false, true): [20, 170, 60]
            case (true, false): [40, 60, 200]
            case (false, false): [230, 210, 50]
            }
        }
    }

    subscript(x: Int, y: Int) -> Pixel { Array(bytes[((y * width + x) * bands)...].prefix(bands)) }

    /// The mean colours of its four quarters, in that order.
    var meansOfQuarters: [[Int]] {
        [(0, 0), (1, 0), (0, 1), (1, 1)].map { right, below in
            let columns = (right * width / 2)..<((right + 1) * width / 2)
            let rows = (below * height / 2)..<((below + 1) * height / 2)
            return (0..<bands).map { band in
                let sum = rows.reduce(0) { sum, y in
                    columns.reduce(sum) { $0 + Int(bytes[(y * width + $1) * bands + band]) }
                }
                return sum / (columns.count * rows.count)
            }
        }
    }

    // MARK: Files

    /// - Parameters:
    ///   - format: as a suffix with options of libvips.
    ///   - metadata: what else is to be in the file, by libvips' names.
    ///   - frameHeight: of an animation.
    ///   - isDeep: with sixteen bits.
    func encoded(
        _ format: String, metadata: [String: String] = [:], orientation: Int? = nil, frameHeight: Int? = nil,
        delays: [CInt] = [], interpretation: VipsInterpretation? = nil, isDeep: Bool = false
    ) throws -> [UInt8] {
        try #require(Self.isReady)
        // Each byte twice is the same share of what is more.
        let samples = isDeep ? bytes.flatMap { [$0, $0] } : bytes
        let image = try samples.withUnsafeBytes { bytes in
            let memory = vips_image_new_from_memory_copy(
                bytes.baseAddress, bytes.count, CInt(width), CInt(height), CInt(bands),
                isDeep ? VIPS_FORMAT_USHORT : VIPS_FORMAT_UCHAR)
            guard let memory else { throw Failure() }
            return memory
        }
        defer { g_object_unref(image) }
        var named: UnsafeMutablePointer<VipsImage>?
        let plain =
            isDeep
            ? VIPS_INTERPRETATION_RGB16 : bands < 3 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB
        guard image_named(image, &named, interpretation ?? plain) == 0, let named else { throw Failure() }
        defer { g_object_unref(named) }
        for (name, value) in metadata {
            if name.hasSuffix("-data") {
                value.withCString { vips_image_set_blob_copy(named, name, $0, value.utf8.count) }
            } else {
                vips_image_set_string(named, name, value)
            }
        }
        if let orientation { vips_image_set_int(named, VIPS_META_ORIENTATION, CInt(orientation)) }
        if let frameHeight {
            vips_image_set_int(named, VIPS_META_PAGE_HEIGHT, CInt(frameHeight))
            vips_image_set_array_int(named, "delay", delays, CInt(delays.count))
        }
        var data: UnsafeMutableRawPointer?
        var length = 0
        guard image_save(named, format, &data, &length) == 0, let data else { throw Failure() }
        defer { g_free(data) }
        return Array(UnsafeRawBufferPointer(start: data, count: length))
    }

    /// What a browser would show: all frames of an animation.
    init(decoding file: [UInt8]) throws {
        self = try Self.read(file, "[n=-1]") ?? Self.read(file, "").unwrapped()
    }

    private static func read(_ file: [UInt8], _ options: String) throws -> Raster? {
        try #require(isReady)
        return try file.withUnsafeBytes { bytes -> Raster? in
            guard let image = image_load(bytes.baseAddress, bytes.count, options) else { return nil }
            defer { g_object_unref(image) }
            var length = 0
            guard let data = vips_image_write_to_memory(image, &length) else { throw Failure() }
            defer { g_free(data) }
            return Raster(
                width: Int(image.pointee.Xsize), height: Int(image.pointee.Ysize),
                bands: Int(image.pointee.Bands),
                bytes: Array(UnsafeRawBufferPointer(start: data, count: length)))
        }
    }

    private init(width: Int, height: Int, bands: Int, bytes: [UInt8]) {
        (self.width, self.height, self.bands, self.bytes) = (width, height, bands, bytes)
    }

    /// What the file tells besides its pixels, by libvips' names, and how long its frames are shown.
    static func metadata(of file: [UInt8]) throws -> (names: Set<String>, delays: [CInt]) {
        try #require(isReady)
        return try file.withUnsafeBytes { bytes in
            guard let image = image_load(bytes.baseAddress, bytes.count, "") else { throw Failure() }
            defer { g_object_unref(image) }
            var names: Set<String> = []
            let fields = vips_image_get_fields(image)
            defer { g_strfreev(fields) }
            var next = fields
            while let field = next?.pointee {
                names.insert(String(cString: field))
                next = next?.successor()
            }
            guard names.contains("delay") else { return (names, []) }
            var delays: UnsafeMutablePointer<CInt>?
            var count: CInt = 0
            vips_image_get_array_int(image, "delay", &delays, &count)
            return (names, Array(UnsafeBufferPointer(start: delays, count: Int(count))))
        }
    }
}

extension Optional where Wrapped == Raster {
    fileprivate func unwrapped() throws -> Raster {
        guard let self else { throw Raster.Failure() }
        return self
    }
}
