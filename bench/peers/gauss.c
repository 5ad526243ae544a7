#include "driver.h"

static void solve(double **matrix, double *right, double *solution, long n) {
    for (long column = 0; column < n; column++) {
        long pivot = column;
        for (long row = column + 1; row < n; row++)
            if (fabs(matrix[row][column]) > fabs(matrix[pivot][column])) pivot = row;
        double *upper = matrix[pivot], other = right[pivot];
        matrix[pivot] = matrix[column];
        matrix[column] = upper;
        right[pivot] = right[column];
        right[column] = other;
        for (long row = column + 1; row < n; row++) {
            double *lower = matrix[row], factor = lower[column] / upper[column];
            for (long k = column; k < n; k++) lower[k] -= factor * upper[k];
            right[row] -= factor * right[column];
        }
    }
    for (long row = n - 1; row >= 0; row--) {
        double total = right[row];
        for (long k = row + 1; k < n; k++) total -= matrix[row][k] * solution[k];
        solution[row] = total / matrix[row][row];
    }
}

static void work(long n, char *out) {
    double **matrix = malloc(n * sizeof *matrix);
    double *right = malloc(n * sizeof *right), *solution = calloc(n, sizeof *solution);
    long seed = 42;
    for (long i = 0; i < n; i++) {
        matrix[i] = malloc(n * sizeof **matrix);
        for (long k = 0; k < n; k++) {
            seed = seed * 16807 % 2147483647;
            matrix[i][k] = (double)seed / 2147483647 - 0.5;
        }
        right[i] = 0;
        for (long k = 0; k < n; k++) right[i] += matrix[i][k] * (double)(k % 5 - 2);
    }
    solve(matrix, right, solution, n);
    double checksum = 0;
    for (long i = 0; i < n; i++) checksum += solution[i] * (i + 1);
    sprintf(out, "%.4f", checksum);
    for (long i = 0; i < n; i++) free(matrix[i]);
    free(matrix);
    free(right);
    free(solution);
}
