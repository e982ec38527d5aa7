// Readers that wait, and the moment they hear.
//
//     waiting PORT COUNT REQUEST-FILE
//
// keeps COUNT connections to 127.0.0.1:PORT and does what standard input says, a line each:
//
//     ask AFTER FROM TO    sends the request on connections FROM to TO - 1, and answers "asked"
//     tell PORT FILE       sends the request in FILE to 127.0.0.1:PORT, waits until every connection has its answer,
//                          and answers with a line: how many had the answer before, how many failed, the bytes of
//                          the last answer's body, and the microseconds to each reader's
//
// In the request {after} stands for AFTER, {reader} for the connection's number, from 1, in 64 hexadecimal digits,
// {inbox} for the digest of an inbox the reader was told last, and {hold} for a number that is never the same. A
// connection the server has closed is opened again.
//
// One thread and epoll: it uses a few microseconds of processor for each answer, which its caller measures.

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { HEAD_LIMIT = 8192, DIGEST_LIMIT = 64, PATIENCE_MS = 30000 };

enum state { IDLE, ASKED, ANSWERED, FAILED };

// Of an answer only the head is kept.
struct reader {
    int socket;
    enum state state;
    size_t head_length;
    int in_body;
    long body_left;
    long body_length;
    char *head;
    char inbox[DIGEST_LIMIT];
    double heard;
};

static int port, count, poller;
static struct reader *readers;
static char *request;
static unsigned long holds;

static void die(const char *what) {
    fprintf(stderr, "waiting: %s: %s\n", what, strerror(errno));
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static int dial(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int one = 1, descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) die("socket");
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address) < 0) die("connect");
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return descriptor;
}

static char *read_file(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (!file) die(path);
    fseek(file, 0, SEEK_END);
    *length = ftell(file);
    rewind(file);
    char *text = malloc(*length + 1);
    if (fread(text, 1, *length, file) != *length) die(path);
    text[*length] = 0;
    fclose(file);
    return text;
}

static void send_all(int descriptor, const char *bytes, size_t length) {
    while (length) {
        ssize_t sent = send(descriptor, bytes, length, MSG_NOSIGNAL);
        if (sent < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (sent < 0) die("send");
        bytes += sent;
        length -= sent;
    }
}

static void ask(int number, const char *after) {
    struct reader *reader = &readers[number];
    char out[HEAD_LIMIT], *end = out;
    for (const char *in = request; *in && end < out + sizeof out - 80;) {
        if (!strncmp(in, "{after}", 7)) {
            end += sprintf(end, "%s", after);
            in += 7;
        } else if (!strncmp(in, "{reader}", 8)) {
            end += sprintf(end, "%064x", number + 1);
            in += 8;
        } else if (!strncmp(in, "{inbox}", 7)) {
            end += sprintf(end, "%s", reader->inbox);
            in += 7;
        } else if (!strncmp(in, "{hold}", 6)) {
            end += sprintf(end, "%lu", ++holds);
            in += 6;
        } else {
            *end++ = *in++;
        }
    }
    char byte;
    if (reader->socket >= 0 && recv(reader->socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0) {
        close(reader->socket);
        reader->socket = -1;
    }
    if (reader->socket < 0) {
        reader->socket = dial(port);
        fcntl(reader->socket, F_SETFL, O_NONBLOCK);
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = number};
        if (epoll_ctl(poller, EPOLL_CTL_ADD, reader->socket, &event) < 0) die("epoll_ctl");
    }
    reader->state = ASKED;
    reader->head_length = reader->in_body = 0;
    send_all(reader->socket, out, end - out);
}

// The value of a header field, or null.
static const char *field(const char *head, const char *name) {
    for (const char *line = strstr(head, "\r\n"); line; line = strstr(line + 2, "\r\n"))
        if (!strncasecmp(line + 2, name, strlen(name))) return line + 2 + strlen(name);
    return NULL;
}

// Reads what has come. A connection that ends counts as failed.
static void hear(struct reader *reader) {
    static char buffer[1 << 16];
    for (;;) {
        ssize_t got = recv(reader->socket, buffer, sizeof buffer, 0);
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
        if (got <= 0) {
            if (reader->state == ASKED) reader->state = FAILED;
            close(reader->socket);
            reader->socket = -1;
            return;
        }
        if (reader->state != ASKED) continue;
        char *bytes = buffer;
        if (!reader->in_body) {
            size_t room = HEAD_LIMIT - 1 - reader->head_length, taken = (size_t)got < room ? (size_t)got : room;
            size_t before = reader->head_length;
            memcpy(reader->head + before, bytes, taken);
            reader->head_length += taken;
            reader->head[reader->head_length] = 0;
            char *blank = strstr(reader->head, "\r\n\r\n");
            if (!blank) {
                if (taken == room) reader->state = FAILED;
                continue;
            }
            const char *length = field(reader->head, "Content-Length:"), *inbox = field(reader->head, "Agentor-Inbox:");
            if (inbox) snprintf(reader->inbox, DIGEST_LIMIT, "%.*s", (int)strcspn(inbox + 1, " \r\n"), inbox + 1);
            reader->in_body = 1;
            reader->body_length = reader->body_left = length ? atol(length) : 0;
            size_t used = blank + 4 - reader->head - before;
            bytes += used;
            got -= used;
        }
        reader->body_left -= got;
        if (reader->body_left <= 0) {
            reader->heard = now();
            reader->state = strncmp(reader->head, "HTTP/1.1 200", 12) ? FAILED : ANSWERED;
        }
    }
}

static int in_state(enum state state) {
    int found = 0;
    for (int i = 0; i < count; i++) found += readers[i].state == state;
    return found;
}

static void take(int milliseconds) {
    struct epoll_event events[512];
    int ready = epoll_wait(poller, events, 512, milliseconds);
    for (int i = 0; i < ready; i++)
        if (events[i].data.u32 < (unsigned)count) hear(&readers[events[i].data.u32]);
}

// Hears all that has come.
static void catch_up(void) {
    for (int before = -1, left; (left = in_state(ASKED)) != before; before = left) take(0);
}

static void tell(int port, const char *path) {
    size_t length;
    char *bytes = read_file(path, &length), answer[HEAD_LIMIT];
    int sender = dial(port), own = 0, waiting = 0;
    catch_up();
    int early = in_state(ANSWERED);
    for (int i = 0; i < count; i++) {
        if (readers[i].state == ANSWERED) readers[i].state = IDLE;
        waiting += readers[i].state == ASKED;
    }
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = count};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, sender, &event) < 0) die("epoll_ctl");
    double start = now();
    send_all(sender, bytes, length);
    // Counted as they come: looking at all of them each time would take longer than hearing them.
    for (struct epoll_event events[512]; (waiting || !own) && now() - start < PATIENCE_MS * 1e3;) {
        int ready = epoll_wait(poller, events, 512, 100);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.u32 == (unsigned)count) {
                ssize_t got = recv(sender, answer, sizeof answer - 1, 0);
                if (!own) {
                    answer[got > 0 ? got : 0] = 0;
                    own = got > 12 && (answer[9] == '2' || answer[9] == '3') ? 1 : -1;
                }
                if (got <= 0) epoll_ctl(poller, EPOLL_CTL_DEL, sender, NULL);
                continue;
            }
            struct reader *reader = &readers[events[i].data.u32];
            enum state was = reader->state;
            hear(reader);
            waiting -= was == ASKED && reader->state != ASKED;
        }
    }
    close(sender);
    free(bytes);
    if (own < 0) {
        answer[strcspn(answer, "\r\n")] = 0;
        fprintf(stderr, "waiting: the message was answered with %s\n", answer);
        exit(1);
    }
    long body = 0;
    for (int i = 0; i < count; i++)
        if (readers[i].state == ANSWERED) body = readers[i].body_length;
    printf("%d %d %ld", early, in_state(FAILED) + in_state(ASKED), body);
    for (int i = 0; i < count; i++)
        if (readers[i].state == ANSWERED) printf(" %.0f", readers[i].heard - start);
    printf("\n");
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: waiting PORT COUNT REQUEST-FILE\n");
        return 2;
    }
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    port = atoi(argv[1]);
    count = atoi(argv[2]);
    size_t length;
    request = read_file(argv[3], &length);
    if (length > HEAD_LIMIT / 2) {
        errno = EMSGSIZE;
        die(argv[3]);
    }
    readers = calloc(count, sizeof *readers);
    for (int i = 0; i < count; i++) {
        readers[i].socket = -1;
        readers[i].head = malloc(HEAD_LIMIT);
    }
    poller = epoll_create1(EPOLL_CLOEXEC);
    if (poller < 0) die("epoll_create1");
    setvbuf(stdout, NULL, _IOFBF, 1 << 20);
    char line[4096], path[4096], after[64];
    while (fgets(line, sizeof line, stdin)) {
        int from, to, other;
        if (sscanf(line, "ask %63s %d %d", after, &from, &to) == 3) {
            catch_up();
            for (int i = from; i < to && i < count; i++) ask(i, after);
            printf("asked\n");
        } else if (sscanf(line, "tell %d %4095s", &other, path) == 2) {
            tell(other, path);
        } else {
            fprintf(stderr, "waiting: what is this? %s", line);
            return 2;
        }
        fflush(stdout);
    }
}
