#include "driver.h"

static double element(long i, long j) { return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1); }

static void multiply(long n, const double *vector, double *result) {
    for (long i = 0; i < n; i++) {
        double total = 0;
        for (long j = 0; j < n; j++) total += element(i, j) * vector[j];
        result[i] = total;
    }
}

static void multiply_transposed(long n, const double *vector, double *result) {
    for (long i = 0; i < n; i++) {
        double total = 0;
        for (long j = 0; j < n; j++) total += element(j, i) * vector[j];
        result[i] = total;
    }
}

static void work(long n, char *out) {
    double *u = malloc(n * sizeof *u), *v = malloc(n * sizeof *v);
    double *between = malloc(n * sizeof *between);
    for (long i = 0; i < n; i++) u[i] = 1.0;
    for (int round = 0; round < 5; round++) {
        multiply(n, u, between);
        multiply_transposed(n, between, v);
        multiply(n, v, between);
        multiply_transposed(n, between, u);
    }
    double uv = 0, vv = 0;
    for (long i = 0; i < n; i++) {
        uv += u[i] * v[i];
        vv += v[i] * v[i];
    }
    sprintf(out, "%.9f", sqrt(uv / vv));
    free(u);
    free(v);
    free(between);
}
