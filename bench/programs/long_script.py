# A script without functions: one long loop among the module's own statements.
import sys

n = int(sys.argv[1])
seed = 1
inside = 0
histogram = [0] * 10
for i in range(n):
    seed = (seed * 16807 + i) % 2147483647
    bucket = seed % 10
    histogram[bucket] += 1
    if bucket < 3:
        inside += i % 5
    else:
        inside -= 1

largest = 0
for count in histogram:
    if count > largest:
        largest = count
print(inside, largest, seed)
