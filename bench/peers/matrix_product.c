#include "driver.h"

static double **empty(long n) {
    double **matrix = malloc(n * sizeof *matrix);
    for (long i = 0; i < n; i++) matrix[i] = calloc(n, sizeof **matrix);
    return matrix;
}

static double **make(long n, long seed) {
    double **matrix = empty(n);
    for (long i = 0; i < n; i++)
        for (long j = 0; j < n; j++) matrix[i][j] = (i * seed + j * 7) % 10 - 4.5;
    return matrix;
}

static void drop(double **matrix, long n) {
    for (long i = 0; i < n; i++) free(matrix[i]);
    free(matrix);
}

static void work(long n, char *out) {
    double **a = make(n, 3), **b = make(n, 5), **c = empty(n);
    for (long i = 0; i < n; i++)
        for (long j = 0; j < n; j++) {
            double total = 0;
            for (long k = 0; k < n; k++) total += a[i][k] * b[k][j];
            c[i][j] = total;
        }
    double trace = 0;
    for (long i = 0; i < n; i++) trace += c[i][i] * (i % 7 + 1) + c[i][n - 1 - i];
    sprintf(out, "%.3f", trace);
    drop(a, n);
    drop(b, n);
    drop(c, n);
}
