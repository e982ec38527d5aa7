// A program as libfcgi's own examples have them, to compare the edge with: it tells what it was asked,
// and sends back what it was sent.
//
//     echo SOCKET

#include <fcgiapp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 16, LARGE = 1000000 };

static int listening;

static const char *variable(FCGX_Request *request, const char *name) {
    const char *value = FCGX_GetParam(name, request->envp);
    return value ? value : "";
}

static void answer(FCGX_Request *request) {
    const char *method = variable(request, "REQUEST_METHOD"), *address = variable(request, "REQUEST_URI");
    int count = 0, size = 1 << 16;
    char *body = malloc(size);
    for (int more; (more = FCGX_GetStr(body + count, size - count, request->in)) > 0;) {
        count += more;
        if (count == size) body = realloc(body, size *= 2);
    }
    int is_missing = !strncmp(address, "/missing", 8);
    if (!strncmp(address, "/large", 6)) {
        body = realloc(body, count = LARGE);
        memset(body, 'A', LARGE);
    } else if (strcmp(method, "POST")) {
        body = realloc(body, strlen(address) + 64);
        count = sprintf(body, "%.16s %s %d", method, address, count);
    }
    FCGX_FPrintF(
        request->out, "Status: %s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n\r\n",
        is_missing ? "404 Not Found" : "200 OK", count);
    if (strcmp(method, "HEAD")) FCGX_PutStr(body, count, request->out);
    free(body);
}

static void *serve(void *argument) {
    FCGX_Request request;
    FCGX_InitRequest(&request, listening, 0);
    while (FCGX_Accept_r(&request) == 0) {
        answer(&request);
        FCGX_Finish_r(&request);
    }
    return argument;
}

int main(int count, char **arguments) {
    if (count != 2 || FCGX_Init() || (listening = FCGX_OpenSocket(arguments[1], 1024)) < 0) return 1;
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, serve, NULL);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
}
