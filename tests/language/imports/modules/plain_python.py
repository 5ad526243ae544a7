def python_side(f):
    return [f(i) for i in range(3)]
