#include "driver.h"

static void work(long n, char *out) {
    int permutation[16], counts[16] = {0}, flipped[16];
    long most = 0, checksum = 0, sign = 1, r = n;
    for (int i = 0; i < n; i++) permutation[i] = i;
    for (;;) {
        for (; r > 1; r--) counts[r - 1] = r;
        memcpy(flipped, permutation, sizeof flipped);
        long flips = 0;
        for (int first = flipped[0]; first != 0; first = flipped[0]) {
            for (int low = 0, high = first; low < high; low++, high--) {
                int kept = flipped[low];
                flipped[low] = flipped[high];
                flipped[high] = kept;
            }
            flips++;
        }
        if (flips > most) most = flips;
        checksum += sign * flips;
        sign = -sign;
        for (;; r++) {
            if (r == n) {
                sprintf(out, "%ld", checksum * 100 + most);
                return;
            }
            int head = permutation[0];
            for (int i = 0; i < r; i++) permutation[i] = permutation[i + 1];
            permutation[r] = head;
            if (--counts[r] > 0) break;
        }
    }
}
