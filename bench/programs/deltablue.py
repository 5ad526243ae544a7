# DeltaBlue: an incremental solver of one-way constraints; a chain of equalities, then scalings.
import sys

# Strengths: the smaller the stronger.
REQUIRED = 0
STRONG = 1
NORMAL = 2
WEAK_DEFAULT = 5
WEAKEST = 6


class Variable:
    def __init__(self, value):
        self.value = value
        self.constraints = []
        self.determined_by = None
        self.mark = 0
        self.strength = WEAKEST
        self.stays = True


class Constraint:
    def __init__(self, strength):
        self.strength = strength

    def is_input(self):
        return False

    def add(self, planner):
        for variable in self.variables():
            variable.constraints.append(self)
        self.forget_output()
        planner.add(self)

    def destroy(self, planner):
        if self.is_satisfied():
            planner.remove(self)
        else:
            for variable in self.variables():
                variable.constraints.remove(self)

    def satisfy(self, mark, planner):
        self.choose_method(mark)
        if not self.is_satisfied():
            if self.strength == REQUIRED:
                raise RuntimeError("a required constraint can't be satisfied")
            return None
        for variable in self.inputs():
            variable.mark = mark
        output = self.output()
        overridden = output.determined_by
        if overridden is not None:
            overridden.forget_output()
        output.determined_by = self
        if not planner.propagate(self, mark):
            raise RuntimeError("a cycle of constraints")
        output.mark = mark
        return overridden

    def inputs_known(self, mark):
        for variable in self.inputs():
            if variable.mark != mark and not variable.stays and variable.determined_by is not None:
                return False
        return True


class Unary(Constraint):
    def __init__(self, variable, strength, planner):
        super().__init__(strength)
        self.target = variable
        self.satisfied = False
        self.add(planner)

    def variables(self):
        return [self.target]

    def inputs(self):
        return []

    def output(self):
        return self.target

    def is_satisfied(self):
        return self.satisfied

    def forget_output(self):
        self.satisfied = False

    def choose_method(self, mark):
        self.satisfied = self.target.mark != mark and self.strength < self.target.strength

    def recalculate(self):
        self.target.strength = self.strength
        self.target.stays = not self.is_input()
        if self.target.stays:
            self.execute()

    def execute(self):
        pass


class Stay(Unary):
    pass


class Edit(Unary):
    def is_input(self):
        return True


class Binary(Constraint):
    def __init__(self, first, second, strength, planner):
        super().__init__(strength)
        self.first = first
        self.second = second
        self.direction = 0
        self.add(planner)

    def variables(self):
        return [self.first, self.second]

    def inputs(self):
        return [self.first if self.direction > 0 else self.second]

    def output(self):
        return self.second if self.direction > 0 else self.first

    def is_satisfied(self):
        return self.direction != 0

    def forget_output(self):
        self.direction = 0

    def choose_method(self, mark):
        first = self.first
        second = self.second
        if first.mark == mark:
            can = second.mark != mark and self.strength < second.strength
            self.direction = 1 if can else 0
        elif second.mark == mark:
            can = first.mark != mark and self.strength < first.strength
            self.direction = -1 if can else 0
        elif first.strength > second.strength:
            self.direction = -1 if self.strength < first.strength else 0
        else:
            self.direction = 1 if self.strength < second.strength else 0

    def recalculate(self):
        source = self.inputs()[0]
        output = self.output()
        output.strength = max(self.strength, source.strength)
        output.stays = source.stays
        if output.stays:
            self.execute()


class Equality(Binary):
    def execute(self):
        self.output().value = self.inputs()[0].value


class Scale(Binary):
    def __init__(self, source, scale, offset, target, strength, planner):
        self.scale = scale
        self.offset = offset
        super().__init__(source, target, strength, planner)

    def variables(self):
        return [self.first, self.second, self.scale, self.offset]

    def inputs(self):
        if self.direction > 0:
            return [self.first, self.scale, self.offset]
        return [self.second, self.scale, self.offset]

    def execute(self):
        if self.direction > 0:
            self.second.value = self.first.value * self.scale.value + self.offset.value
        else:
            self.first.value = (self.second.value - self.offset.value) // self.scale.value

    def recalculate(self):
        source = self.inputs()[0]
        output = self.output()
        output.strength = max(self.strength, source.strength)
        output.stays = source.stays and self.scale.stays and self.offset.stays
        if output.stays:
            self.execute()


class Planner:
    def __init__(self):
        self.mark = 0

    def new_mark(self):
        self.mark += 1
        return self.mark

    def add(self, constraint):
        mark = self.new_mark()
        overridden = constraint.satisfy(mark, self)
        while overridden is not None:
            overridden = overridden.satisfy(mark, self)

    def remove(self, constraint):
        output = constraint.output()
        constraint.forget_output()
        for variable in constraint.variables():
            variable.constraints.remove(constraint)
        unsatisfied = self.free_downstream(output)
        for strength in range(REQUIRED, WEAKEST + 1):
            for other in unsatisfied:
                if other.strength == strength:
                    self.add(other)

    def free_downstream(self, output):
        output.determined_by = None
        output.strength = WEAKEST
        output.stays = True
        unsatisfied = []
        pending = [output]
        while pending:
            variable = pending.pop()
            for constraint in variable.constraints:
                if not constraint.is_satisfied():
                    unsatisfied.append(constraint)
            for constraint in self.consumers(variable):
                constraint.recalculate()
                pending.append(constraint.output())
        return unsatisfied

    def consumers(self, variable):
        found = []
        for constraint in variable.constraints:
            if constraint is not variable.determined_by and constraint.is_satisfied():
                found.append(constraint)
        return found

    def propagate(self, constraint, mark):
        pending = [constraint]
        while pending:
            next = pending.pop()
            if next.output().mark == mark:
                self.remove(constraint)
                return False
            next.recalculate()
            pending.extend(self.consumers(next.output()))
        return True

    def plan(self, sources):
        mark = self.new_mark()
        pending = [source for source in sources if source.is_input() and source.is_satisfied()]
        plan = []
        while pending:
            constraint = pending.pop()
            if constraint.output().mark != mark and constraint.inputs_known(mark):
                plan.append(constraint)
                constraint.output().mark = mark
                pending.extend(self.consumers(constraint.output()))
        return plan

    def change(self, variable, value):
        edit = Edit(variable, STRONG, self)
        plan = self.plan([edit])
        for _ in range(10):
            variable.value = value
            for constraint in plan:
                constraint.execute()
        edit.destroy(self)


def chain(n):
    planner = Planner()
    variables = [Variable(0) for _ in range(n + 1)]
    for i in range(n):
        Equality(variables[i], variables[i + 1], REQUIRED, planner)
    Stay(variables[n], WEAK_DEFAULT, planner)
    edit = Edit(variables[0], STRONG, planner)
    plan = planner.plan([edit])
    checksum = 0
    for value in range(20):
        variables[0].value = value
        for constraint in plan:
            constraint.execute()
        checksum += variables[n].value
    edit.destroy(planner)
    return checksum


def projection(n):
    planner = Planner()
    scale = Variable(10)
    offset = Variable(1000)
    sources = []
    targets = []
    for i in range(n):
        source = Variable(i)
        target = Variable(i)
        sources.append(source)
        targets.append(target)
        Stay(source, NORMAL, planner)
        Scale(source, scale, offset, target, REQUIRED, planner)
    planner.change(sources[0], 17)
    checksum = targets[0].value
    planner.change(targets[0], 1050)
    checksum = checksum * 100 + sources[0].value
    planner.change(scale, 5)
    for i in range(n - 1):
        checksum += targets[i].value
    planner.change(offset, 2000)
    for i in range(n - 1):
        checksum += targets[i].value
    return checksum


def work(n):
    return f"{chain(n)} {projection(n)}"


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
