import FoundationEssentials
import Glibc
import Imaging
import TestFiles
import Testing

/// The program beside the tests.
let makerPath = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "agentor-images").path

/// An image that was made, with all its bytes.
struct Made {
    let image: MadeImage
    let files: [(variant: MadeImage.Variant, bytes: [UInt8])]

    func files(_ format: MadeImage.Format) -> [[UInt8]] {
        files.filter { $0.variant.format == format }.map(\.bytes)
    }

    /// The widest.
    func raster(_ format: MadeImage.Format) throws -> Raster {
        try Raster(decoding: try #require(files(format).first))
    }
}

/// Made by the program itself.
func make(
    _ file: [UInt8], _ type: String, as shape: ImageMaker.Shape = .whole, limits: ImageMaker.Limits = .init()
) throws
    -> Made
{
    try make(file, type, as: shape, by: ImageMaker(executable: makerPath, limits: limits))
}

func make(
    _ file: [UInt8], _ type: String, as shape: ImageMaker.Shape = .whole, by maker: ImageMaker
) throws -> Made {
    let source = try OpenFile(file)
    var files: [(variant: MadeImage.Variant, bytes: [UInt8])] = []
    let image = try withExtendedLifetime(source) {
        try maker.make(from: source.descriptor, type: type, as: shape) { variant in
            let number = files.count
            files.append((variant, []))
            return { part in
                files[number].bytes += part
                return true
            }
        }
    }
    #expect(files.map(\.variant) == image.variants)
    for file in files { #expect(file.bytes.count == file.variant.byteCount) }
    return Made(image: image, files: files)
}

extension ImagingError {
    /// What is the same for all details.
    var kind: Substring { "\(self)".prefix { $0 != "(" } }
}

/// Why nothing is made of it.
func refusal(_ file: [UInt8], _ type: String, limits: ImageMaker.Limits = .init()) -> ImagingError? {
    do {
        _ = try make(file, type, limits: limits)
        return nil
    } catch {
        return error as? ImagingError
    }
}

extension [UInt8] {
    func holds(_ text: String) -> Bool { firstRange(of: Array(text.utf8)) != nil }
}
