#include "driver.h"

static char *text(long n, long step) {
    char *made = malloc(n + 1);
    for (long i = 0; i < n; i++) made[i] = "abcdefgh"[i * step % 31 % 8];
    made[n] = 0;
    return made;
}

static void work(long n, char *out) {
    char *one = text(n, 3), *other = text(n, 5);
    long *previous = malloc((n + 1) * sizeof *previous);
    long *current = malloc((n + 1) * sizeof *current);
    for (long j = 0; j <= n; j++) previous[j] = j;
    for (long i = 1; i <= n; i++) {
        current[0] = i;
        for (long j = 1; j <= n; j++) {
            long cost = previous[j - 1];
            if (one[i - 1] != other[j - 1]) {
                if (previous[j] < cost) cost = previous[j];
                if (current[j - 1] < cost) cost = current[j - 1];
                cost++;
            }
            current[j] = cost;
        }
        long *kept = previous;
        previous = current;
        current = kept;
    }
    sprintf(out, "%ld", previous[n]);
    free(one);
    free(other);
    free(previous);
    free(current);
}
