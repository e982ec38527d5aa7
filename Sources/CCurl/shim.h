#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

// libcurl's setters take any type through C variables, which Swift cannot call: one function for each type of value.

static inline CURLcode curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

// Called with data that came, or for data to send.
typedef size_t (*curl_data_function)(char *data, size_t size, size_t count, void *context);

static inline CURLcode curl_set_data_function(CURL *handle, CURLoption option, curl_data_function function) {
    return curl_easy_setopt(handle, option, function);
}

static inline CURLcode curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

// Called about once a second while an exchange lasts; anything but 0 ends it.
typedef int (*curl_progress_function)(
    void *context, curl_off_t to_come, curl_off_t come, curl_off_t to_send, curl_off_t sent);

static inline CURLcode curl_set_progress_function(CURL *handle, curl_progress_function function) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, function);
}

static inline CURLcode curl_get_size(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}

// After CURLOPT_POSTFIELDSIZE_LARGE, which says how many.
static inline CURLcode curl_set_bytes(CURL *handle, const void *bytes) {
    return curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, bytes);
}

// Whether an address is of a network that is not the whole world's: loopback, private, link-local, shared, multicast and reserved ones
// (RFC 6890), and IPv6 addresses that stand for such an IPv4 address.
static inline int curl_is_private_v4(uint32_t address) {
    return address >> 24 == 0 || address >> 24 == 10 || address >> 24 == 127 || address >> 22 == (100u << 2 | 1)
        || address >> 16 == (169u << 8 | 254) || address >> 20 == (172u << 4 | 1) || address >> 16 == (192u << 8 | 168)
        || address >> 8 == (192u << 16 | 0 << 8 | 0) || address >> 8 == (192u << 16 | 0 << 8 | 2)
        || address >> 17 == (198u << 7 | 9) || address >> 8 == (198u << 16 | 51u << 8 | 100)
        || address >> 8 == (203u << 16 | 0 << 8 | 113) || address >> 28 >= 14;
}

static inline int curl_is_private(const struct sockaddr *address) {
    if (address->sa_family == AF_INET) {
        return curl_is_private_v4(ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr));
    }
    if (address->sa_family != AF_INET6) return 1;
    const uint8_t *bytes = ((const struct sockaddr_in6 *)address)->sin6_addr.s6_addr;
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    static const uint8_t translated[12] = {0, 0x64, 0xff, 0x9b};
    if (memcmp(bytes, mapped, 12) == 0 || memcmp(bytes, translated, 12) == 0) {
        uint32_t inner;
        memcpy(&inner, bytes + 12, 4);
        return curl_is_private_v4(ntohl(inner));
    }
    // Of what is given out, 2000::/3: not documentation, 6to4 and Teredo, which lead elsewhere.
    return bytes[0] >> 5 != 1 || (bytes[0] == 0x20 && bytes[1] == 0x02)
        || (bytes[0] == 0x20 && bytes[1] == 0x01 && (bytes[2] & 0xfe) == 0)
        || (bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && bytes[3] == 0xb8);
}

static inline curl_socket_t curl_open_public(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)context;
    (void)purpose;
    if (curl_is_private(&address->addr)) return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// Refuses each connection at the address its name has led to, so that no name gets around it.
static inline CURLcode curl_refuse_private_networks(CURL *handle) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, curl_open_public);
}
