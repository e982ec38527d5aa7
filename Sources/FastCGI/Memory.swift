import CLinux
import Glibc

/// The C library's allocator.
package enum Memory {
    /// Lets all threads share an arena for each processor the process may use, at least two. By default there are eight
    /// for each of the machine, and every arena keeps what its threads once needed: a worker has many threads that take
    /// turns, so its memory went on growing. To be called before the threads that allocate are started; mallopt(3).
    package static func shareArenas() {
        var allowed = cpu_set_t()
        sched_getaffinity(0, MemoryLayout<cpu_set_t>.size, &allowed)
        mallopt(M_ARENA_MAX, max(2, __sched_cpucount(MemoryLayout<cpu_set_t>.size, &allowed)))
    }
}
