#include "driver.h"

static void work(long n, char *out) {
    long total = 0;
    for (long i = 0; i < n; i++) {
        if (i % 3 == 0) total += i * i % 7;
        else total -= i / 5 % 11;
    }
    sprintf(out, "%ld", total);
}
