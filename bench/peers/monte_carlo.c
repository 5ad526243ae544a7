#include "driver.h"

static double next(long *seed) {
    *seed = *seed * 16807 % 2147483647;
    return (double)*seed / 2147483647;
}

static void work(long n, char *out) {
    long seed = 12345, hits = 0;
    for (long i = 0; i < n; i++) {
        double x = next(&seed), y = next(&seed);
        if (x * x + y * y <= 1.0) hits++;
    }
    sprintf(out, "%.6f", 4.0 * hits / n);
}
