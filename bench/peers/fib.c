#include "driver.h"

static long __attribute__((noinline)) fib(long n) {
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

static void work(long n, char *out) { sprintf(out, "%ld", fib(n)); }
