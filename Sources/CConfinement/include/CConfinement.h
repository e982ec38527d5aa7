#pragma once

#include <stddef.h>
#include <sys/types.h>

/// What the present process may use from now on.
struct confinement {
    /// Bytes of address space, what is mapped already among them.
    unsigned long long memory;
    /// Seconds of all its threads together; the kernel then ends it by SIGXCPU.
    unsigned int processor_seconds;
};

/// Takes from the process, for good, whatever changes files, and new connections, where the kernel has
/// Landlock: it still loads what it needs. Where memory runs out, the kernel ends it first. To be called
/// before there is a second thread.
///
/// Returns 0, or the number of the error; 0 too without Landlock.
int confine_to_reading(void);

/// Leaves the process nothing, for good, but to read descriptor 0, to write descriptors 1 and 2 where they
/// are no files, to allocate, to run threads and to end. What is to be open has to be open, and there must
/// not be a second thread yet. Whatever else it asks of the kernel fails with EPERM; it is ended by SIGSYS
/// where it asks for what only an intruder would: another program, a process, a socket, another's memory. It
/// ends with the thread that started it.
///
/// Returns 0, or the number of the error: EBUSY where there is another thread. The process is then not to go
/// on.
int confine(const struct confinement *limits);

/// Tells too little memory from other crashes: where a signal is about to end the process (SIGABRT, SIGBUS,
/// SIGILL, SIGSEGV, SIGTRAP) and `reserve` bytes more could not be mapped, the process ends with `status`
/// instead.
///
/// Returns 0, or the number of the error.
int end_without_memory(size_t reserve, int status);

/// Whether that many bytes could not be mapped just now; 0 before `end_without_memory` was called.
int is_without_memory(void);

/// Does what an intruder would try, so that tests see it refused, by its name: code (memory to run), create
/// (a file in /tmp), exec, fork, open (a file), ptrace, signal (to the parent), socket, write (to descriptor
/// 0). Two are none of that: thread, which stays allowed, and landlock, which asks whether the kernel has it.
///
/// Returns 0 where it succeeded, the number of the error where it was refused, -1 where there is no such
/// name. Does not return where the process is ended for it, or becomes another program.
int confinement_probe(const char *name);
