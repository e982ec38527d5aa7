// What is needed of Linux and Swift's Glibc module leaves out.
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

// Hidden in the system's headers without _GNU_SOURCE, which a module cannot define for them.
#ifndef __USE_GNU
extern int accept4(int, struct sockaddr *, socklen_t *, int);
extern int pipe2(int[2], int);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
extern int pthread_setname_np(pthread_t, const char *);
extern int sched_getaffinity(pid_t, size_t, cpu_set_t *);
extern int sem_clockwait(sem_t *, clockid_t, const struct timespec *);
#endif
