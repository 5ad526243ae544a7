def work(n):
    counts = {}
    for i in range(n):
        word = "w" + str(i * i % 97)
        counts[word] = counts.get(word, 0) + 1
        if word in counts and counts[word] > 50:
            counts[word] -= 25
    total = 0
    for word, count in counts.items():
        total += len(word) * count
    return total + len({key: value for key, value in counts.items() if value > 3})
