#include "driver.h"

static void work(long n, char *out) {
    long inside = 0, rounds = 0;
    for (long row = 0; row < n; row++) {
        double imaginary = 2.0 * row / n - 1.0;
        for (long column = 0; column < n; column++) {
            double real = 2.0 * column / n - 1.5, x = 0.0, y = 0.0;
            long i = 0;
            while (i < 50 && x * x + y * y <= 4.0) {
                double next = x * x - y * y + real;
                y = 2.0 * x * y + imaginary;
                x = next;
                i++;
            }
            rounds += i;
            if (i == 50) inside++;
        }
    }
    sprintf(out, "%ld", inside * 1000000 + rounds % 1000000);
}
