import CConfinement
import CPoppler
import Glibc

// How many pages a PDF has, found out where that can do no harm: `agentor-documents SOURCE MEMORY SECONDS` reads it from
// descriptor 0, SOURCE bytes at most, and writes the number to descriptor 1, with MEMORY bytes of address space and SECONDS of
// processor time. It ends with 1 where it is no PDF that can be read, and with 64 or more where it cannot work.

private let usage: CInt = 64
private let cannotWork: CInt = 69

private func readAll(limit: Int) -> UnsafeMutableRawBufferPointer? {
    var (count, room) = (0, 1 << 20)
    var bytes = realloc(nil, room)
    while let present = bytes {
        let taken = read(STDIN_FILENO, present + count, room - count)
        if taken < 0, errno == EINTR { continue }
        guard taken >= 0 else { return nil }
        count += taken
        if taken == 0 { return UnsafeMutableRawBufferPointer(start: present, count: count) }
        guard count <= limit else { return nil }
        if count == room {
            room *= 2
            bytes = realloc(present, room)
        }
    }
    return nil
}

let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
guard numbers.count == 3, CommandLine.arguments.count == 4, numbers.allSatisfy({ $0 > 0 }) else {
    exit(usage)
}
guard confine_to_reading() == 0 else { exit(cannotWork) }
// Everything it needs is loaded before nothing can be opened any more.
_ = poppler_get_version()
var limits = confinement(memory: UInt64(numbers[1]), processor_seconds: UInt32(clamping: numbers[2]))
guard confine(&limits) == 0 else { exit(cannotWork) }

guard let source = readAll(limit: numbers[0]) else { exit(1) }
let bytes = g_bytes_new_static(source.baseAddress, gsize(source.count))
guard let document = poppler_document_new_from_bytes(bytes, nil, nil) else { exit(1) }
let answer = Array("\(poppler_document_get_n_pages(document))\n".utf8)
_ = answer.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
// At once: what libraries would do at the end is nobody's concern any more.
_exit(0)
