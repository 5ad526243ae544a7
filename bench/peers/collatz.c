#include "driver.h"

static long length(long start) {
    long steps = 1;
    while (start != 1) {
        if (start % 2 == 0) start /= 2;
        else start = 3 * start + 1;
        steps++;
    }
    return steps;
}

static void work(long n, char *out) {
    long longest = 0, best = 0;
    for (long start = 1; start < n; start++) {
        long steps = length(start);
        if (steps > longest) {
            longest = steps;
            best = start;
        }
    }
    sprintf(out, "%ld", best * 1000 + longest);
}
