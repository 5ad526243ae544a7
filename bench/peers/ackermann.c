#include "driver.h"

static long __attribute__((noinline)) ackermann(long m, long n) {
    if (m == 0) return n + 1;
    if (n == 0) return ackermann(m - 1, 1);
    return ackermann(m - 1, ackermann(m, n - 1));
}

static void work(long n, char *out) {
    long total = 0;
    for (long i = 0; i < n; i++) total += ackermann(2, 60);
    sprintf(out, "%ld", total);
}
