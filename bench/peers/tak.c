#include "driver.h"

static long __attribute__((noinline)) tak(long x, long y, long z) {
    if (y >= x) return z;
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
}

static void work(long n, char *out) { sprintf(out, "%ld", tak(n, n / 2, n / 4)); }
