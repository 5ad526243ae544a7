#include "driver.h"

static long place(long row, long n, char *columns, char *rising, char *falling) {
    if (row == n) return 1;
    long count = 0;
    for (long column = 0; column < n; column++) {
        if (columns[column] || rising[row + column] || falling[row - column + n]) continue;
        columns[column] = rising[row + column] = falling[row - column + n] = 1;
        count += place(row + 1, n, columns, rising, falling);
        columns[column] = rising[row + column] = falling[row - column + n] = 0;
    }
    return count;
}

static void work(long n, char *out) {
    char columns[32] = {0}, rising[64] = {0}, falling[65] = {0};
    sprintf(out, "%ld", place(0, n, columns, rising, falling));
}
