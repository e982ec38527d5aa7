#include <stddef.h>

/// Passwords people are known to use: one on a line, in lower case, sorted by their bytes.
extern const char common_passwords[];
extern const size_t common_passwords_length;
