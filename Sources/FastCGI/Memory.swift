import CLinux
import Glibc

/// The C library's allocator.
package enum Memory {
    /// Lets all threads share an arena for each processor, at least two. By default there are eight for each, every one of
    /// them with what its threads once needed: a worker's many threads are never all busy, so that its memory went on
    /// growing for as long as they took turns. To be called before threads are started; mallopt(3).
    package static func shareArenas() {
        let processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        mallopt(M_ARENA_MAX, Int32(clamping: max(2, processors)))
    }
}
