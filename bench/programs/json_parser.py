# A JSON reader and writer, by recursive descent over single characters.
import sys


class ParseError(Exception):
    pass


class Reader:
    def __init__(self, text):
        self.text = text
        self.position = 0

    def read(self):
        value = self.value()
        self.skip_space()
        if self.position < len(self.text):
            raise ParseError(f"unexpected text at {self.position}")
        return value

    def peek(self):
        if self.position < len(self.text):
            return self.text[self.position]
        return ""

    def skip_space(self):
        while self.peek() in (" ", "\n", "\t"):
            self.position += 1

    def expect(self, letter):
        if self.peek() != letter:
            raise ParseError(f"expected {letter} at {self.position}")
        self.position += 1

    def value(self):
        self.skip_space()
        letter = self.peek()
        if letter == "[":
            return self.array()
        if letter == "{":
            return self.object()
        if letter == '"':
            return self.string()
        if letter == "t":
            return self.word("true", True)
        if letter == "f":
            return self.word("false", False)
        if letter == "n":
            return self.word("null", None)
        return self.number()

    def word(self, text, value):
        for letter in text:
            self.expect(letter)
        return value

    def array(self):
        self.expect("[")
        items = []
        self.skip_space()
        if self.peek() != "]":
            items.append(self.value())
            self.skip_space()
            while self.peek() == ",":
                self.position += 1
                items.append(self.value())
                self.skip_space()
        self.expect("]")
        return items

    def object(self):
        self.expect("{")
        members = {}
        self.skip_space()
        while self.peek() == '"':
            key = self.string()
            self.skip_space()
            self.expect(":")
            members[key] = self.value()
            self.skip_space()
            if self.peek() == ",":
                self.position += 1
                self.skip_space()
        self.expect("}")
        return members

    def string(self):
        self.expect('"')
        letters = []
        while self.peek() != '"':
            letter = self.peek()
            if letter == "":
                raise ParseError("string without an end")
            if letter == "\\":
                self.position += 1
                letter = self.peek()
                if letter == "n":
                    letter = "\n"
            letters.append(letter)
            self.position += 1
        self.position += 1
        return "".join(letters)

    def number(self):
        start = self.position
        is_whole = True
        while self.peek() in "-0123456789.eE" and self.peek() != "":
            if self.peek() in ".eE":
                is_whole = False
            self.position += 1
        text = self.text[start : self.position]
        if is_whole:
            return int(text)
        return float(text)


def write(value):
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    if isinstance(value, list):
        return "[" + ", ".join([write(item) for item in value]) + "]"
    if isinstance(value, dict):
        return (
            "{" + ", ".join([write(key) + ": " + write(item) for key, item in value.items()]) + "}"
        )
    return str(value)


def sample(i):
    return {
        "id": i,
        "name": f'item "{i}"\nline',
        "price": i / 4,
        "tags": ["a", "b", str(i % 7)],
        "active": i % 2 == 0,
        "owner": None,
        "size": {"width": i % 100, "height": -i},
    }


def work(n):
    text = write([sample(i) for i in range(n)])
    value = Reader(text).read()
    errors = 0
    for broken in ("[1, 2", '{"a" 1}', '"open', "[1] 2"):
        try:
            Reader(broken).read()
        except ParseError:
            errors += 1
    total = 0
    for item in value:
        total += item["id"] + len(item["tags"]) + item["size"]["width"]
    return f"{len(text)} {total} {errors} {write(value) == text}"


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
