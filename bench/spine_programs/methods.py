class Counter:
    def __init__(self, start):
        self.value = start

    def add(self, amount):
        self.value += amount

    def get(self):
        return self.value


class Doubler(Counter):
    def add(self, amount):
        self.value += amount * 2


def work(n):
    plain = Counter(0)
    double = Doubler(1)
    for i in range(n):
        plain.add(i)
        double.add(plain.get() % 5)
    return plain.get() + double.get()
