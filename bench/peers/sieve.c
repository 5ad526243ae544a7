#include "driver.h"

static void work(long n, char *out) {
    char *is_prime = malloc(n);
    memset(is_prime, 1, n);
    is_prime[0] = is_prime[1] = 0;
    for (long i = 2; i * i < n; i++)
        if (is_prime[i])
            for (long multiple = i * i; multiple < n; multiple += i) is_prime[multiple] = 0;
    long count = 0;
    for (long i = 0; i < n; i++) count += is_prime[i];
    free(is_prime);
    sprintf(out, "%ld", count);
}
