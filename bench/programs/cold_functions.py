# Many functions, each called once or twice with little to do: code that never gets hot.
import sys


total = int(sys.argv[1])


def scale_0(value):
    low = value % 96
    if low > 48:
        return low * 6
    return low + 13


def describe_1(name, count=2):
    text = name + "-" + str(count * 26)
    return text.upper()


def pairs_2(limit):
    found = []
    for x in range(limit % 3 % 5):
        found.append((x, x * 5))
    return found


class Record3:
    def __init__(self, key, value):
        self.key = key
        self.value = value

    def weight(self):
        return len(self.key) * 4 + self.value % 16


def safely_4(value):
    try:
        return 330 // (value % 9)
    except ZeroDivisionError:
        return 14


def lookup_5(value):
    table = {"a": 3, "b": 75, "c": 9}
    key = "abc"[value % 3]
    return table[key] - 3


def scale_6(value):
    low = value % 95
    if low > 47:
        return low * 2
    return low + 8


def describe_7(name, count=8):
    text = name + "-" + str(count * 7)
    return text.upper()


def pairs_8(limit):
    found = []
    for x in range(limit % 26 % 5):
        found.append((x, x * 8))
    return found


class Record9:
    def __init__(self, key, value):
        self.key = key
        self.value = value

    def weight(self):
        return len(self.key) * 3 + self.value % 19


def safely_10(value):
    try:
        return 180 // (value % 9)
    except ZeroDivisionError:
        return 6


def lookup_11(value):
    table = {"a": 2, "b": 2, "c": 8}
    key = "abc"[value % 3]
    return table[key] - 2


def scale_12(value):
    low = value % 23
    if low > 11:
        return low * 5
    return low + 29


def describe_13(name, count=4):
    text = name + "-" + str(count * 12)
    return text.upper()


def pairs_14(limit):
    found = []
    for x in range(limit % 30 % 5):
        found.append((x, x * 5))
    return found


class Record15:
    def __init__(self, key, value):
        self.key = key
        self.value = value

    def weight(self):
        return len(self.key) * 5 + self.value % 25


def safely_16(value):
    try:
        return 510 // (value % 5)
    except ZeroDivisionError:
        return 11


def lookup_17(value):
    table = {"a": 2, "b": 48, "c": 15}
    key = "abc"[value % 3]
    return table[key] - 2


def scale_18(value):
    low = value % 20
    if low > 10:
        return low * 4
    return low + 10


def describe_19(name, count=3):
    text = name + "-" + str(count * 11)
    return text.upper()


def pairs_20(limit):
    found = []
    for x in range(limit % 23 % 5):
        found.append((x, x * 2))
    return found


class Record21:
    def __init__(self, key, value):
        self.key = key
        self.value = value

    def weight(self):
        return len(self.key) * 7 + self.value % 10


def safely_22(value):
    try:
        return 410 // (value % 7)
    except ZeroDivisionError:
        return 17


def lookup_23(value):
    table = {"a": 7, "b": 25, "c": 17}
    key = "abc"[value % 3]
    return table[key] - 7


def scale_24(value):
    low = value % 92
    if low > 46:
        return low * 9
    return low + 7


def describe_25(name, count=2):
    text = name + "-" + str(count * 2)
    return text.upper()


def pairs_26(limit):
    found = []
    for x in range(limit % 2 % 5):
        found.append((x, x * 7))
    return found


class Record27:
    def __init__(self, key, value):
        self.key = key
        self.value = value

    def weight(self):
        return len(self.key) * 8 + self.value % 48


def safely_28(value):
    try:
        return 590 // (value % 2)
    except ZeroDivisionError:
        return 3


def lookup_29(value):
    table = {"a": 4, "b": 81, "c": 8}
    key = "abc"[value % 3]
    return table[key] - 4


def scale_30(value):
    low = value % 98
    if low > 49:
        return low * 3
    return low + 9


def describe_31(name, count=9):
    text = name + "-" + str(count * 18)
    return text.upper()


def pairs_32(limit):
    found = []
    for x in range(limit % 10 % 5):
        found.append((x, x * 7))
    return found


class Record33:
    def __init__(self, key, value):
        self.key = key
        self.value = value

    def weight(self):
        return len(self.key) * 9 + self.value % 15


def safely_34(value):
    try:
        return 390 // (value % 7)
    except ZeroDivisionError:
        return 3


def lookup_35(value):
    table = {"a": 8, "b": 13, "c": 8}
    key = "abc"[value % 3]
    return table[key] - 8


def scale_36(value):
    low = value % 67
    if low > 33:
        return low * 7
    return low + 21


def describe_37(name, count=7):
    text = name + "-" + str(count * 12)
    return text.upper()


def pairs_38(limit):
    found = []
    for x in range(limit % 19 % 5):
        found.append((x, x * 6))
    return found


class Record39:
    def __init__(self, key, value):
        self.key = key
        self.value = value

    def weight(self):
        return len(self.key) * 3 + self.value % 41


def safely_40(value):
    try:
        return 410 // (value % 7)
    except ZeroDivisionError:
        return 7


def lookup_41(value):
    table = {"a": 3, "b": 82, "c": 6}
    key = "abc"[value % 3]
    return table[key] - 3


def scale_42(value):
    low = value % 63
    if low > 31:
        return low * 6
    return low + 7


def describe_43(name, count=2):
    text = name + "-" + str(count * 21)
    return text.upper()


def pairs_44(limit):
    found = []
    for x in range(limit % 9 % 5):
        found.append((x, x * 8))
    return found


class Record45:
    def __init__(self, key, value):
        self.key = key
        self.value = value

    def weight(self):
        return len(self.key) * 7 + self.value % 34


def safely_46(value):
    try:
        return 200 // (value % 8)
    except ZeroDivisionError:
        return 3


def lookup_47(value):
    table = {"a": 2, "b": 65, "c": 12}
    key = "abc"[value % 3]
    return table[key] - 2


def scale_48(value):
    low = value % 18
    if low > 9:
        return low * 5
    return low + 25


def describe_49(name, count=4):
    text = name + "-" + str(count * 30)
    return text.upper()


def pairs_50(limit):
    found = []
    for x in range(limit % 7 % 5):
        found.append((x, x * 8))
    return found


class Record51:
    def __init__(self, key, value):
        self.key = key
        self.value = value

    def weight(self):
        return len(self.key) * 8 + self.value % 49


def safely_52(value):
    try:
        return 550 // (value % 2)
    except ZeroDivisionError:
        return 11


def lookup_53(value):
    table = {"a": 4, "b": 60, "c": 21}
    key = "abc"[value % 3]
    return table[key] - 4


def scale_54(value):
    low = value % 68
    if low > 34:
        return low * 4
    return low + 16


def describe_55(name, count=9):
    text = name + "-" + str(count * 25)
    return text.upper()


def pairs_56(limit):
    found = []
    for x in range(limit % 10 % 5):
        found.append((x, x * 7))
    return found


class Record57:
    def __init__(self, key, value):
        self.key = key
        self.value = value

    def weight(self):
        return len(self.key) * 6 + self.value % 62


def safely_58(value):
    try:
        return 160 // (value % 4)
    except ZeroDivisionError:
        return 14


def lookup_59(value):
    table = {"a": 4, "b": 82, "c": 17}
    key = "abc"[value % 3]
    return table[key] - 4


total += scale_0(total)
total += len(describe_1("part"))
total += sum(b for a, b in pairs_2(total))
total += Record3("key3", total).weight()
total += safely_4(total)
total += lookup_5(total)
total += scale_6(total)
total += len(describe_7("part"))
total += sum(b for a, b in pairs_8(total))
total += Record9("key9", total).weight()
total += safely_10(total)
total += lookup_11(total)
total += scale_12(total)
total += len(describe_13("part"))
total += sum(b for a, b in pairs_14(total))
total += Record15("key15", total).weight()
total += safely_16(total)
total += lookup_17(total)
total += scale_18(total)
total += len(describe_19("part"))
total += sum(b for a, b in pairs_20(total))
total += Record21("key21", total).weight()
total += safely_22(total)
total += lookup_23(total)
total += scale_24(total)
total += len(describe_25("part"))
total += sum(b for a, b in pairs_26(total))
total += Record27("key27", total).weight()
total += safely_28(total)
total += lookup_29(total)
total += scale_30(total)
total += len(describe_31("part"))
total += sum(b for a, b in pairs_32(total))
total += Record33("key33", total).weight()
total += safely_34(total)
total += lookup_35(total)
total += scale_36(total)
total += len(describe_37("part"))
total += sum(b for a, b in pairs_38(total))
total += Record39("key39", total).weight()
total += safely_40(total)
total += lookup_41(total)
total += scale_42(total)
total += len(describe_43("part"))
total += sum(b for a, b in pairs_44(total))
total += Record45("key45", total).weight()
total += safely_46(total)
total += lookup_47(total)
total += scale_48(total)
total += len(describe_49("part"))
total += sum(b for a, b in pairs_50(total))
total += Record51("key51", total).weight()
total += safely_52(total)
total += lookup_53(total)
total += scale_54(total)
total += len(describe_55("part"))
total += sum(b for a, b in pairs_56(total))
total += Record57("key57", total).weight()
total += safely_58(total)
total += lookup_59(total)
print(total)
