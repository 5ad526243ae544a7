def work(n):
    values = [(i * 7919) % 1009 for i in range(n)]
    for i in range(1, n):
        values[i] = values[i] + values[i - 1] % 10
    evens = []
    for value in values:
        if value % 2 == 0:
            evens.append(value)
    return sum(sorted(evens)[10:-10]) + len(values[::3])
