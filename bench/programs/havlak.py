# Loops in a control-flow graph: depth-first numbering, then Havlak's algorithm with union-find.
import sys


class Block:
    def __init__(self, name):
        self.name = name
        self.sources = []
        self.targets = []


class Graph:
    def __init__(self):
        self.blocks = []

    def block(self):
        made = Block(len(self.blocks))
        self.blocks.append(made)
        return made

    def connect(self, source, target):
        source.targets.append(target)
        target.sources.append(source)

    def diamond(self, start):
        left = self.block()
        right = self.block()
        end = self.block()
        self.connect(start, left)
        self.connect(start, right)
        self.connect(left, end)
        self.connect(right, end)
        return end

    def straight(self, start, length):
        for _ in range(length):
            after = self.block()
            self.connect(start, after)
            start = after
        return start

    def nested_loop(self, start, depth):
        header = self.straight(start, 1)
        body = self.diamond(header)
        if depth > 0:
            body = self.nested_loop(body, depth - 1)
            body = self.nested_loop(body, depth - 1)
        bottom = self.straight(body, 2)
        self.connect(bottom, header)
        return self.straight(bottom, 1)


class Node:
    def __init__(self, block, number):
        self.block = block
        self.number = number
        self.parent = self
        self.last = number
        self.header = None
        self.is_loop = False
        self.back = []
        self.other = []

    def find(self):
        root = self
        while root.parent is not root:
            root = root.parent
        node = self
        while node.parent is not root:
            node.parent, node = root, node.parent
        return root


class LoopFinder:
    def __init__(self, graph):
        self.graph = graph
        self.nodes = []
        self.by_block = {}

    def number(self):
        stack = [(self.graph.blocks[0], 0)]
        first = Node(self.graph.blocks[0], 0)
        self.nodes.append(first)
        self.by_block[first.block] = first
        while stack:
            block, position = stack.pop()
            if position < len(block.targets):
                stack.append((block, position + 1))
                target = block.targets[position]
                if target not in self.by_block:
                    node = Node(target, len(self.nodes))
                    self.nodes.append(node)
                    self.by_block[target] = node
                    stack.append((target, 0))
            else:
                self.by_block[block].last = len(self.nodes) - 1

    def sort_edges(self):
        for node in self.nodes:
            for source in node.block.sources:
                before = self.by_block.get(source)
                if before is None:
                    continue
                if node.number <= before.number <= node.last:
                    node.back.append(before)
                else:
                    node.other.append(before)

    def find_loops(self):
        self.number()
        self.sort_edges()
        loops = 0
        for node in reversed(self.nodes):
            body = []
            for before in node.back:
                if before is node:
                    node.is_loop = True
                else:
                    root = before.find()
                    if root not in body:
                        body.append(root)
            pending = body[:]
            while pending:
                member = pending.pop()
                for before in member.other:
                    root = before.find()
                    if not node.number <= root.number <= node.last:
                        node.other.append(root)
                    elif root is not node and root not in body:
                        body.append(root)
                        pending.append(root)
            if body or node.is_loop:
                loops += 1
                node.is_loop = True
                for member in body:
                    member.header = node
                    member.parent = node
        return loops

    def depths(self):
        total = 0
        for node in self.nodes:
            depth = 0
            header = node.header
            while header is not None:
                depth += 1
                header = header.header
            total += depth
        return total


def work(n):
    graph = Graph()
    end = graph.block()
    for _ in range(n):
        end = graph.nested_loop(graph.diamond(end), 3)
    finder = LoopFinder(graph)
    loops = finder.find_loops()
    return f"{len(graph.blocks)} {loops} {finder.depths()}"


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
