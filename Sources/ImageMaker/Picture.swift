import CVips

/// An image of libvips: its pixels lie in memory, or are computed when they are asked for.
///
/// Unchecked: nothing changes it, and libvips counts references and computes pixels on any thread.
final class Picture: @unchecked Sendable {
    typealias Pointer = UnsafeMutablePointer<VipsImage>

    let image: Pointer

    /// - Parameter image: the caller's reference goes over.
    init(owning image: Pointer) { self.image = image }

    deinit { g_object_unref(image) }

    var width: Int { Int(image.pointee.Xsize) }
    var height: Int { Int(image.pointee.Ysize) }
    var bands: Int { Int(image.pointee.Bands) }
    var hasAlpha: Bool { vips_image_hasalpha(image) != 0 }

    // MARK: What is told of it

    func number(_ name: String) -> Int? {
        guard vips_image_get_typeof(image, name) != 0 else { return nil }
        var value: CInt = 0
        return vips_image_get_int(image, name, &value) == 0 ? Int(value) : nil
    }

    func numbers(_ name: String) -> [CInt] {
        guard vips_image_get_typeof(image, name) != 0 else { return [] }
        var values: UnsafeMutablePointer<CInt>?
        var count: CInt = 0
        guard vips_image_get_array_int(image, name, &values, &count) == 0 else { return [] }
        return Array(UnsafeBufferPointer(start: values, count: Int(count)))
    }

    func text(_ name: String) -> String? {
        guard vips_image_get_typeof(image, name) != 0 else { return nil }
        var value: UnsafePointer<CChar>?
        guard vips_image_get_string(image, name, &value) == 0 else { return nil }
        return value.map { String(cString: $0) }
    }

    /// EXIF's, from 1 to 8.
    var orientation: Int { Int(vips_image_get_orientation(image)) }

    /// Whether an ICC profile comes with it that is for pixels such as these. libvips would apply others too.
    var hasProfile: Bool {
        guard vips_image_get_typeof(image, VIPS_META_ICC_NAME) != 0 else { return false }
        var data: UnsafeRawPointer?
        var length = 0
        guard vips_image_get_blob(image, VIPS_META_ICC_NAME, &data, &length) == 0, let data, length >= 128
        else { return false }
        // The data colour space (ICC.1, 7.2.8).
        let space = UnsafeRawBufferPointer(start: data + 16, count: 4)
        let colours =
            switch (image.pointee.Type, bands) {
            case (VIPS_INTERPRETATION_CMYK, _): "CMYK"
            case (_, 1...2): "GRAY"
            default: "RGB "
            }
        return space.elementsEqual(colours.utf8)
    }

    // MARK: What is made of it

    private static func made(_ call: (UnsafeMutablePointer<Pointer?>) -> CInt) throws(Refusal) -> Pointer {
        var image: Pointer?
        guard call(&image) == 0, let image else { throw .ofLibrary() }
        return image
    }

    private func making(
        _ call: (Pointer, UnsafeMutablePointer<Pointer?>) -> CInt
    ) throws(Refusal) -> Picture {
        Picture(owning: try Self.made { call(image, $0) })
    }

    /// With eight bits; by libvips the only others are 16.
    func inBytes() throws(Refusal) -> Picture {
        guard image.pointee.BandFmt != VIPS_FORMAT_UCHAR else { return self }
        let name =
            switch image.pointee.Type {
            case VIPS_INTERPRETATION_RGB16: VIPS_INTERPRETATION_sRGB
            case VIPS_INTERPRETATION_GREY16: VIPS_INTERPRETATION_B_W
            case let other: other
            }
        return try making(image_to_bytes).making { image_named($0, $1, name) }
    }

    func resized(width: Int, height: Int) throws(Refusal) -> Picture {
        guard width != self.width || height != self.height else { return self }
        guard hasAlpha else { return try colours(width, height) }
        // Colours count as much as they are seen. In eight bits: what is lost where they hardly are is not
        // seen either, and libvips takes five times as long with more.
        return try making(image_premultiply).rounded().colours(width, height)
            .making(image_unpremultiply).rounded()
    }

    private func colours(_ width: Int, _ height: Int) throws(Refusal) -> Picture {
        let across = Double(width) / Double(self.width)
        let down = Double(height) / Double(self.height)
        return try making { image_resize($0, $1, across, down) }
    }

    /// libvips cuts off what is behind the point.
    private func rounded() throws(Refusal) -> Picture { try making(image_round).making(image_to_bytes) }

    /// In three bands, or four with alpha.
    func inSRGB() throws(Refusal) -> Picture {
        if hasProfile {
            // One that is broken counts as none.
            if let made = try? making(image_transform_to_srgb), (3...4).contains(made.bands) { return made }
            vips_error_clear()
        }
        let made = try making(image_to_srgb).inBytes()
        guard (3...4).contains(made.bands) else { throw Refusal(.damaged, "\(made.bands) bands") }
        return made
    }

    func upright() throws(Refusal) -> Picture {
        orientation == 1 ? self : try making(image_turn_upright)
    }

    /// Its pixels computed, once for all that is made of it.
    func inMemory() throws(Refusal) -> Picture {
        guard let image = vips_image_copy_memory(image) else { throw .ofLibrary() }
        let picture = Picture(owning: image)
        guard !Library.hasLostPart.load(ordering: .sequentiallyConsistent) else { throw .ofLibrary() }
        return picture
    }

    /// Nothing but its pixels, which are sRGB: no profile, no metadata, no resolution.
    func bare() throws(Refusal) -> Picture {
        let bare = try making { image_named($0, $1, VIPS_INTERPRETATION_sRGB) }
        let fields = vips_image_get_fields(bare.image)
        defer { g_strfreev(fields) }
        var next = fields
        while let field = next?.pointee {
            // What every image has, such as its width, stays.
            vips_image_remove(bare.image, field)
            next = next?.successor()
        }
        return bare
    }

    func rows(from first: Int, count: Int) throws(Refusal) -> Picture {
        try making { image_take_rows($0, $1, CInt(first), CInt(count)) }
    }

    func withoutAlpha() throws(Refusal) -> Picture {
        hasAlpha ? try making { [bands] in image_take_bands($0, $1, 0, CInt(bands - 1)) } : self
    }

    /// What is transparent is white.
    func flattened() throws(Refusal) -> Picture { hasAlpha ? try making(image_flatten) : self }

    /// As much of it as is square, where most is to be seen.
    func squared() throws(Refusal) -> Picture {
        width == height
            ? self : try making { [side = CInt(min(width, height))] in image_take_square($0, $1, side) }
    }

    func withAlpha() throws(Refusal) -> Picture { hasAlpha ? self : try making(image_add_alpha) }

    // MARK: Its pixels

    /// - Parameter pixels: of frames of that height, one below the other, in sRGB with alpha. They have to
    ///   stay.
    init(
        animation pixels: UnsafeMutableRawBufferPointer, _ size: Size, frames: Int, delays: [CInt], loops: Int
    ) throws(Refusal) {
        let rows = CInt(size.height * frames)
        guard
            let roll = vips_image_new_from_memory(
                pixels.baseAddress, pixels.count, CInt(size.width), rows, 4, VIPS_FORMAT_UCHAR)
        else { throw .ofLibrary() }
        defer { g_object_unref(roll) }
        image = try Self.made { image_named(roll, $0, VIPS_INTERPRETATION_sRGB) }
        vips_image_set_int(image, VIPS_META_PAGE_HEIGHT, CInt(size.height))
        vips_image_set_int(image, VIPS_META_N_PAGES, CInt(frames))
        vips_image_set_int(image, "loop", CInt(clamping: loops))
        vips_image_set_array_int(image, "delay", delays, CInt(delays.count))
    }

    /// Whether nothing of it can be seen through. Of eight bits.
    func isOpaque() throws(Refusal) -> Bool {
        guard hasAlpha else { return true }
        let pixels = try pixels()
        var alpha = bands - 1
        while alpha < pixels.count, pixels[alpha] == 255 { alpha += bands }
        return alpha >= pixels.count
    }

    /// Whether it seems drawn, or taken of a screen, and not seen by a camera: three in five of its pixels
    /// but the first are as the one before.
    func isDrawn() throws(Refusal) -> Bool {
        let pixels = try pixels()
        var same = 0
        var next = bands
        while next < pixels.count {
            var band = 0
            while band < bands, pixels[next + band] == pixels[next + band - bands] { band += 1 }
            if band == bands { same += 1 }
            next += bands
        }
        return 5 * same >= 3 * (width * height - 1)
    }

    /// Its pixels, line by line, for as long as this is kept; of a picture that is in memory they are not
    /// copied.
    func pixels() throws(Refusal) -> UnsafeRawBufferPointer {
        guard let data = vips_image_get_data(image) else { throw .ofLibrary() }
        return UnsafeRawBufferPointer(start: data, count: width * height * bands)
    }

    func encoded(_ encoding: Encoding) throws(Refusal) -> EncodedBytes {
        var bytes: UnsafeMutableRawPointer?
        var length = 0
        guard image_save(image, encoding.rawValue, &bytes, &length) == 0, let bytes
        else { throw .ofLibrary() }
        if encoding.format == .webP {
            length = WebPFile.strip(UnsafeMutableRawBufferPointer(start: bytes, count: length))
        }
        return EncodedBytes(bytes: UnsafeRawBufferPointer(start: bytes, count: length))
    }
}

/// Bytes that libvips made.
///
/// Unchecked: nothing changes them.
final class EncodedBytes: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer

    init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    deinit { g_free(UnsafeMutableRawPointer(mutating: bytes.baseAddress)) }
}
