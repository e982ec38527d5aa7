/// A WebP as bytes: after a head of 12 come chunks of four letters, a length (little-endian, four bytes) and as
/// many bytes, one more where they are odd.
enum WebPFile {
    private static let metadata = ["EXIF", "XMP ", "ICCP"]
    /// Bits of the first byte of VP8X.
    private static let (hasAlpha, isAnimated): (UInt8, UInt8) = (0x10, 0x02)

    /// Takes out, in place, what is not pixels: libvips 8.14 writes EXIF of its own into every WebP, even where
    /// it is told to strip it.
    ///
    /// - Parameter file: as libvips wrote it.
    /// - Returns: how many bytes are left of it.
    static func strip(_ file: UnsafeMutableRawBufferPointer) -> Int {
        var (next, end) = (12, 12)
        while next + 8 <= file.count {
            let length = Int(
                UInt32(littleEndian: file.loadUnaligned(fromByteOffset: next + 4, as: UInt32.self)))
            let chunk = file[next...].prefix(8 + length + length % 2)
            let name = chunk.prefix(4)
            if !metadata.contains(where: { name.elementsEqual($0.utf8) }) {
                let isExtended = name.elementsEqual("VP8X".utf8)
                UnsafeMutableRawBufferPointer(rebasing: file[end...]).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: chunk))
                if isExtended { file[end + 8] &= hasAlpha | isAnimated }
                end += chunk.count
            }
            next += chunk.count
        }
        file.storeBytes(of: UInt32(end - 8).littleEndian, toByteOffset: 4, as: UInt32.self)
        return end
    }
}
