// A FastCGI program that does nothing but hold requests and answer them: what FastCGI behind nginx takes, before a
// program has done anything of its own.
//
//     holding SOCKET
//
// A GET is held. A POST is answered, and with it every GET, by the body of the POST. One thread and epoll; each answer
// is one call of the system and a close.

#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

// FastCGI 1.0, section 8.
enum { END_REQUEST = 3, PARAMS = 4, STDIN = 5, STDOUT = 6, HEADER = 8 };
enum { READ_LIMIT = 65536, CONTENT_LIMIT = 65535 };

struct request {
    int socket;
    size_t length, parsed;
    int is_post;
    size_t body_length;
    // What has come, until the request is whole.
    char *read;
    char *body;
    struct request *next;
};

static struct request *held, *gone;

static void die(const char *what) {
    fprintf(stderr, "holding: %s: %s\n", what, strerror(errno));
    exit(1);
}

// Freed later: an event that is still to be looked at may be about it.
static void end(struct request *request) {
    close(request->socket);
    free(request->read);
    request->read = NULL;
    request->next = gone;
    gone = request;
}

static void free_gone(void) {
    for (struct request *request; (request = gone);) {
        gone = request->next;
        free(request->body);
        free(request);
    }
}

static size_t read_length(const uint8_t **at) {
    size_t length = *(*at)++;
    if (length & 0x80) {
        length = (length & 0x7f) << 24 | (size_t)(*at)[0] << 16 | (size_t)(*at)[1] << 8 | (*at)[2];
        *at += 3;
    }
    return length;
}

// nginx sends the parameters of a request this small in one record.
static void read_params(struct request *request, const uint8_t *at, const uint8_t *end) {
    while (at + 2 <= end) {
        size_t name = read_length(&at), value = read_length(&at);
        if (name == 14 && value == 4 && !memcmp(at, "REQUEST_METHODPOST", 18)) request->is_post = 1;
        at += name + value;
    }
}

// True once the request is there as a whole.
static int parse(struct request *request) {
    while (request->length - request->parsed >= HEADER) {
        const uint8_t *record = (const uint8_t *)request->read + request->parsed;
        size_t content = record[4] << 8 | record[5], whole = HEADER + content + record[6];
        if (request->length - request->parsed < whole) return 0;
        request->parsed += whole;
        if (record[1] == PARAMS) read_params(request, record + HEADER, record + HEADER + content);
        if (record[1] != STDIN) continue;
        if (!content) return 1;
        request->body = realloc(request->body, request->body_length + content);
        memcpy(request->body + request->body_length, record + HEADER, content);
        request->body_length += content;
    }
    return 0;
}

static size_t put_header(char *out, int type, size_t content) {
    const uint8_t header[HEADER] = {1, type, 0, 1, content >> 8, content & 0xff, 0, 0};
    memcpy(out, header, HEADER);
    return HEADER;
}

static void answer_all(const struct request *post) {
    static char out[2 * HEADER + CONTENT_LIMIT + 2 * HEADER];
    char *head = out + HEADER;
    size_t length = snprintf(head, 128, "Content-Type: text/plain\r\nContent-Length: %zu\r\n\r\n", post->body_length);
    if (length + post->body_length > CONTENT_LIMIT) {
        errno = EMSGSIZE;
        die("a body");
    }
    memcpy(head + length, post->body, post->body_length);
    length += post->body_length;
    char *end_of_out = out + put_header(out, STDOUT, length) + length;
    end_of_out += put_header(end_of_out, STDOUT, 0);
    end_of_out += put_header(end_of_out, END_REQUEST, 8);
    memset(end_of_out, 0, 8);
    end_of_out += 8;
    for (struct request *request; (request = held);) {
        held = request->next;
        // What a fresh socket takes without blocking is more than this.
        if (send(request->socket, out, end_of_out - out, MSG_NOSIGNAL) < 0 && errno != EPIPE) die("send");
        end(request);
    }
}

static void hold(struct request *request) {
    free(request->read);
    request->read = NULL;
    request->next = held;
    held = request;
}

static void hear(struct request *request) {
    // A held one has nothing more to say but that it is gone, which its answer will find out.
    if (!request->read) return;
    for (;;) {
        ssize_t got = recv(request->socket, request->read + request->length, READ_LIMIT - request->length, MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
        if (got <= 0) return end(request);
        request->length += got;
        if (!parse(request)) continue;
        hold(request);
        if (request->is_post) answer_all(request);
        return;
    }
}

int main(int argc, char **argv) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (argc != 2 || strlen(argv[1]) >= sizeof address.sun_path) {
        fprintf(stderr, "usage: holding SOCKET\n");
        return 2;
    }
    strcpy(address.sun_path, argv[1]);
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) < 0) die(argv[1]);
    if (listen(listener, 4096) < 0) die("listen");
    int poller = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    if (poller < 0 || epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event) < 0) die("epoll");
    for (struct epoll_event events[512];;) {
        int ready = epoll_wait(poller, events, 512, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.ptr) {
                hear(events[i].data.ptr);
                continue;
            }
            for (int descriptor; (descriptor = accept4(listener, NULL, NULL, SOCK_CLOEXEC)) >= 0;) {
                struct request *request = calloc(1, sizeof *request);
                request->socket = descriptor;
                request->read = malloc(READ_LIMIT);
                event = (struct epoll_event){.events = EPOLLIN | EPOLLET, .data.ptr = request};
                if (epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event) < 0) die("epoll_ctl");
            }
        }
        free_gone();
    }
}
