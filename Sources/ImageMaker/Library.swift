import CLinux
import CVips
import Glibc
import Synchronization

/// libvips, with as little of it as one image needs.
enum Library {
    /// Threads that compute pixels for each image being made.
    private static let threads: CInt = 2

    /// Whether a part of some picture could not be computed. libvips (8.14) only logs that, and may call the
    /// picture whole, where two of its threads waited for the same part.
    static let hasLostPart = Atomic(false)

    /// Loads everything that is used later, when no file can be opened any more.
    ///
    /// - Parameter type: of the image that comes.
    /// - Returns: whether all of it is there.
    static func prepare(for type: String) -> Bool {
        // An arena of the allocator takes 64 MiB of address space for each thread.
        mallopt(M_ARENA_MAX, 2)
        // Where libvips looks for modules: those for PDF, ImageMagick and others are better not even loaded.
        setenv("VIPSHOME", "/nonexistent", 1)
        // Some operations of libvips (8.14) compile loops whatever it is told below.
        setenv("ORC_CODE", "emulate", 1)
        guard vips_init("agentor-images") == 0 else { return false }
        g_log_set_handler(
            "VIPS", G_LOG_LEVEL_WARNING,
            { _, _, message, _ in
                guard let message, String(cString: message).hasPrefix("error in tile") else { return }
                Library.hasLostPart.store(true, ordering: .sequentiallyConsistent)
            }, nil)
        vips_concurrency_set(threads)
        vips_cache_set_max(0)
        // It compiles loops while it runs, and nothing may become code here.
        vips_vector_set_enabled(0)
        if Format.taken(as: type).contains(where: \.isHEIF), !loadHEIF() { return false }
        vips_block_untrusted_set(1)
        vips_operation_block_set("VipsForeignLoad", 1)
        for format in Format.allCases { vips_operation_block_set(format.loader, 0) }
        return true
    }

    /// Debian has HEIC and AVIF as a module of libvips, whose libraries are loaded with it.
    private static func loadHEIF() -> Bool {
        if g_type_from_name(Format.heic.loader) != 0 { return true }
        var library = Dl_info()
        let function: @convention(c) (CInt) -> CInt = vips_version
        guard dladdr(unsafeBitCast(function, to: UnsafeRawPointer.self), &library) != 0,
            let path = library.dli_fname.map({ String(cString: $0) }), let end = path.lastIndex(of: "/")
        else { return false }
        let directory = "\(path[..<end])/vips-modules-\(vips_version(0)).\(vips_version(1))"
        return g_module_open("\(directory)/vips-heif.so", G_MODULE_BIND_LAZY) != nil
            && g_type_from_name(Format.heic.loader) != 0
    }
}
