# Words of a made-up text, counted in a dictionary and ranked.
import sys

WORDS = "the quick brown fox jumps over a lazy dog while seven wise owls count stars".split()


def make_text(n):
    words = []
    seed = 7
    for _ in range(n):
        seed = seed * 16807 % 2147483647
        word = WORDS[seed % len(WORDS)]
        if seed % 5 == 0:
            word = word.upper()
        if seed % 7 == 0:
            word += ","
        if seed % 11 == 0:
            word += str(seed % 50)
        words.append(word)
    return " ".join(words)


def count(text):
    counts = {}
    for word in text.split():
        word = word.strip(",.").lower()
        counts[word] = counts.get(word, 0) + 1
    return counts


def work(n):
    counts = count(make_text(n))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    top = " ".join(f"{word}={number}" for word, number in ranked[:5])
    return f"{len(counts)} {top}"


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
