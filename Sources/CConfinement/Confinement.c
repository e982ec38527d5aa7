#define _GNU_SOURCE
#include "CConfinement.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the filter knows the system calls of x86-64 and arm64"
#endif

// MARK: Landlock

// What the kernel has to say of each version of its interface; the system's header may be older than the
// kernel.
enum {
    changes_files = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR
        | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR
        | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO
        | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM,
    reads_files = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
    refers = 1 << 13,
    truncates = 1 << 14,
    controls_devices = 1 << 15,
    binds_and_connects = 3,
    abstract_sockets_and_signals = 3,
};

struct ruleset {
    uint64_t files;
    uint64_t network;
    uint64_t scope;
};

/// A ruleset without rules: whatever it handles is refused.
static int refuse_by_landlock(uint64_t files) {
    long version = syscall(__NR_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    // Not built in, not switched on, or taken away already, as by systemd's @system-service.
    if (version < 1) return errno == ENOSYS || errno == EOPNOTSUPP || errno == EPERM ? 0 : errno;
    struct ruleset rules = {files, binds_and_connects, abstract_sockets_and_signals};
    if (version >= 2) rules.files |= refers;
    if (version >= 3) rules.files |= truncates;
    if (version >= 5) rules.files |= controls_devices;
    size_t size = version >= 6 ? sizeof rules : version >= 4 ? offsetof(struct ruleset, scope)
                                                             : offsetof(struct ruleset, network);
    long descriptor = syscall(__NR_landlock_create_ruleset, &rules, size, 0);
    if (descriptor < 0) return errno;
    int error = syscall(__NR_landlock_restrict_self, descriptor, 0) == 0 ? 0 : errno;
    close((int)descriptor);
    return error;
}

/// Where memory runs out, of all processes this one is to go. Who could not write that, has nothing to lose
/// by it.
static void offer_itself(void) {
    int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    ssize_t written = write(file, "1000", 4);
    (void)written;
    close(file);
}

int confine_to_reading(void) {
    offer_itself();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    return refuse_by_landlock(changes_files);
}

// MARK: The filter

#define LOW_HALF(argument) (offsetof(struct seccomp_data, args) + 8 * (argument))
#define HIGH_HALF(argument) (LOW_HALF(argument) + 4)
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the halves of arguments lie the other way round"
#endif

#define LOAD(offset) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (offset))
#define IS(value, then, otherwise) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), (then), (otherwise))
#define HAS(bits, then, otherwise) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (bits), (then), (otherwise))
#define ANSWER(action) BPF_STMT(BPF_RET | BPF_K, (action))
#define REFUSE ANSWER(SECCOMP_RET_ERRNO | EPERM)
#define ALLOWED(name) IS(__NR_##name, 0, 1), ANSWER(SECCOMP_RET_ALLOW)
#define KILLED(name) IS(__NR_##name, 0, 1), ANSWER(SECCOMP_RET_KILL_PROCESS)

// How the C library starts a thread: of this process, and in no namespace of its own.
static const unsigned int a_thread = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD
    | CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;

static int filter(void) {
    struct sock_filter instructions[] = {
        LOAD(offsetof(struct seccomp_data, arch)),
        IS(ARCHITECTURE, 1, 0),
        ANSWER(SECCOMP_RET_KILL_PROCESS),
        LOAD(offsetof(struct seccomp_data, nr)),
#if defined(__x86_64__)
        // The same calls under other numbers (x32).
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
        ANSWER(SECCOMP_RET_KILL_PROCESS),
#endif

        // In the order of how often they are called.
        ALLOWED(futex),
        ALLOWED(madvise),
        ALLOWED(munmap),
        ALLOWED(brk),
        ALLOWED(mremap),
        ALLOWED(sched_yield),
        ALLOWED(clock_gettime),
        ALLOWED(clock_nanosleep),
        ALLOWED(nanosleep),
        ALLOWED(gettimeofday),
        ALLOWED(getpid),
        ALLOWED(gettid),
        ALLOWED(getrandom),
        ALLOWED(sched_getaffinity),
        ALLOWED(rt_sigprocmask),
        ALLOWED(rt_sigaction),
        ALLOWED(rt_sigreturn),
        ALLOWED(sigaltstack),
        ALLOWED(restart_syscall),
        ALLOWED(set_robust_list),
        ALLOWED(rseq),
        ALLOWED(close),
        ALLOWED(exit),
        ALLOWED(exit_group),

        IS(__NR_read, 0, 4),
        LOAD(LOW_HALF(0)),
        IS(STDIN_FILENO, 0, 1),
        ANSWER(SECCOMP_RET_ALLOW),
        REFUSE,

        IS(__NR_write, 0, 5),
        LOAD(LOW_HALF(0)),
        IS(STDOUT_FILENO, 1, 0),
        IS(STDERR_FILENO, 0, 1),
        ANSWER(SECCOMP_RET_ALLOW),
        REFUSE,

        // Memory, but no files in it, and no programs.
        IS(__NR_mmap, 0, 6),
        LOAD(LOW_HALF(2)),
        HAS(PROT_EXEC, 3, 0),
        LOAD(LOW_HALF(3)),
        HAS(MAP_ANONYMOUS, 0, 1),
        ANSWER(SECCOMP_RET_ALLOW),
        REFUSE,

        IS(__NR_mprotect, 0, 4),
        LOAD(LOW_HALF(2)),
        HAS(PROT_EXEC, 1, 0),
        ANSWER(SECCOMP_RET_ALLOW),
        REFUSE,

        IS(__NR_clone, 0, 6),
        LOAD(HIGH_HALF(0)),
        IS(0, 0, 3),
        LOAD(LOW_HALF(0)),
        IS(a_thread, 0, 1),
        ANSWER(SECCOMP_RET_ALLOW),
        ANSWER(SECCOMP_RET_KILL_PROCESS),

        // Its flags lie in memory, where no filter looks; the C library then takes clone.
        IS(__NR_clone3, 0, 1),
        ANSWER(SECCOMP_RET_ERRNO | ENOSYS),

        // A thread's name.
        IS(__NR_prctl, 0, 4),
        LOAD(LOW_HALF(0)),
        IS(PR_SET_NAME, 0, 1),
        ANSWER(SECCOMP_RET_ALLOW),
        REFUSE,

        // abort() is a signal to oneself.
        IS(__NR_tgkill, 0, 4),
        LOAD(LOW_HALF(0)),
        IS((unsigned int)getpid(), 0, 1),
        ANSWER(SECCOMP_RET_ALLOW),
        REFUSE,

        KILLED(execve),
        KILLED(execveat),
#if defined(__NR_fork)
        KILLED(fork),
        KILLED(vfork),
#endif
        KILLED(kill),
        KILLED(tkill),
        KILLED(ptrace),
        KILLED(process_vm_readv),
        KILLED(process_vm_writev),
        KILLED(pidfd_getfd),
        KILLED(socket),
        KILLED(socketpair),
        KILLED(bind),
        KILLED(connect),
        KILLED(listen),
        KILLED(accept),
        KILLED(accept4),
        KILLED(sendto),
        KILLED(sendmsg),
        KILLED(sendmmsg),
        KILLED(io_uring_setup),
        KILLED(bpf),
        KILLED(userfaultfd),
        KILLED(perf_event_open),
        KILLED(unshare),
        KILLED(setns),
        KILLED(chroot),
        KILLED(pivot_root),
        KILLED(mount),
        KILLED(init_module),
        KILLED(finit_module),
        KILLED(kexec_load),
        KILLED(add_key),
        KILLED(request_key),
        KILLED(keyctl),
        KILLED(open_by_handle_at),
        REFUSE,
    };
    struct sock_fprog program = {sizeof instructions / sizeof *instructions, instructions};
    // The call of its own, which would do it for other threads too, is not in systemd's @system-service.
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0 ? 0 : errno;
}

// MARK: Limits

static int limit(int resource, rlim_t value) {
    struct rlimit present;
    if (getrlimit(resource, &present) != 0) return errno;
    if (value > present.rlim_max) value = present.rlim_max;
    // Processor time has a signal of its own only before the last of it.
    struct rlimit limit = {value, resource == RLIMIT_CPU && value < present.rlim_max ? value + 1 : value};
    return setrlimit(resource, &limit) == 0 ? 0 : errno;
}

/// Whether there is no other thread: one that is there already would not be confined.
static int is_alone(void) {
    struct stat tasks;
    // A link for each of its directories, and two more.
    return stat("/proc/self/task", &tasks) == 0 && tasks.st_nlink == 3;
}

int confine(const struct confinement *limits) {
    if (!is_alone()) return EBUSY;
    // Who may become whose debugger, and who may read its memory by /proc.
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return errno;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    // Whoever started it is gone: nobody would read what is written.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return errno;
    const struct {
        int resource;
        rlim_t value;
    } values[] = {
        {RLIMIT_AS, limits->memory},
        {RLIMIT_CPU, limits->processor_seconds},
        {RLIMIT_FSIZE, 0},
        {RLIMIT_CORE, 0},
        {RLIMIT_MEMLOCK, 0},
        {RLIMIT_MSGQUEUE, 0},
        // All threads of the user are counted: so many that only whoever starts them without end is stopped.
        {RLIMIT_NPROC, 16384},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        int error = limit(values[i].resource, values[i].value);
        if (error != 0) return error;
    }
    int error = refuse_by_landlock(changes_files | reads_files);
    // Last of these: Landlock takes a descriptor for a moment.
    if (error == 0) error = limit(RLIMIT_NOFILE, 0);
    return error != 0 ? error : filter();
}

// MARK: Too little memory

static size_t reserve_of_memory;
static int status_without_memory;

int is_without_memory(void) {
    if (reserve_of_memory == 0) return 0;
    void *room = mmap(NULL, reserve_of_memory, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED) return 1;
    munmap(room, reserve_of_memory);
    return 0;
}

static void end_for_memory(int signal) {
    if (is_without_memory()) _exit(status_without_memory);
    // The signal does what it would have done: the handler is gone by now.
    raise(signal);
}

int end_without_memory(size_t reserve, int status) {
    reserve_of_memory = reserve;
    status_without_memory = status;
    struct sigaction action = {.sa_handler = end_for_memory, .sa_flags = (int)SA_RESETHAND};
    const int signals[] = {SIGABRT, SIGBUS, SIGILL, SIGSEGV, SIGTRAP};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        if (sigaction(signals[i], &action, NULL) != 0) return errno;
    }
    return 0;
}

// MARK: Proof

static void *nothing(void *context) { return context; }

int confinement_probe(const char *name) {
    errno = 0;
    long result = 0;
    if (strcmp(name, "open") == 0) {
        result = open("/etc/passwd", O_RDONLY);
    } else if (strcmp(name, "create") == 0) {
        const char *path = "/tmp/agentor-images-probe";
        result = open(path, O_WRONLY | O_CREAT, 0600);
        if (result >= 0) unlink(path);
    } else if (strcmp(name, "landlock") == 0) {
        result = syscall(__NR_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    } else if (strcmp(name, "write") == 0) {
        result = write(STDIN_FILENO, "", 1);
    } else if (strcmp(name, "code") == 0) {
        void *room = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        result = room == MAP_FAILED ? -1 : 0;
    } else if (strcmp(name, "exec") == 0) {
        char *arguments[] = {"true", NULL};
        result = execve("/bin/true", arguments, arguments + 1);
    } else if (strcmp(name, "fork") == 0) {
        result = fork();
        if (result == 0) _exit(0);
    } else if (strcmp(name, "thread") == 0) {
        pthread_t thread;
        int error = pthread_create(&thread, NULL, nothing, NULL);
        return error != 0 ? error : pthread_join(thread, NULL);
    } else if (strcmp(name, "socket") == 0) {
        result = socket(AF_UNIX, SOCK_STREAM, 0);
    } else if (strcmp(name, "ptrace") == 0) {
        result = ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    } else if (strcmp(name, "signal") == 0) {
        result = kill(getppid(), 0);
    } else {
        return -1;
    }
    return result < 0 ? errno : 0;
}
