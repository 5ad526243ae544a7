/* What every C program here shares: `work(n, out)` writes its result as text.
 *
 *     PROGRAM SIZE                        prints the result
 *     PROGRAM SIZE SECONDS LEAST MOST     repeats it, as bench/worker.py does
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void work(long n, char *out);

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

int main(int count, char **arguments) {
    volatile long size = atol(arguments[1]);
    char out[256];
    if (count == 2) {
        work(size, out);
        puts(out);
        return 0;
    }
    double seconds = atof(arguments[2]);
    long least = atol(arguments[3]), most = atol(arguments[4]), done = 0;
    double *times = malloc(sizeof(double) * most);
    double begun = now();
    while (done < most) {
        double started = now();
        work(size, out);
        double ended = now();
        times[done++] = ended - started;
        if (done >= least && ended - begun >= seconds) break;
    }
    printf("result %s\n", out);
    for (long i = 0; i < done; i++) printf("time %.9f\n", times[i]);
    return 0;
}
