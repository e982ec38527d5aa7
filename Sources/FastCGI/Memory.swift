import CLinux
import Glibc

/// The C library's allocator.
package enum Memory {
    /// Lets all threads share an arena for each processor, at least two. By default there are eight for each, and every
    /// arena keeps what its threads once needed: a worker has many threads that take turns, so its memory went on
    /// growing. To be called before the threads that allocate are started; mallopt(3).
    package static func shareArenas() {
        let processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        mallopt(M_ARENA_MAX, Int32(clamping: max(2, processors)))
    }
}
