// The protocol's records and numbers, as libfcgi has them. The library itself is not linked.
#include <fastcgi.h>
