# Richards: a small operating system's scheduler with tasks, packets and queues.
import sys

IDLE = 1
WORKER = 2
HANDLER_A = 3
HANDLER_B = 4
DEVICE_A = 5
DEVICE_B = 6

DEVICE_PACKET = 0
WORK_PACKET = 1


class Packet:
    def __init__(self, link, identity, kind):
        self.link = link
        self.identity = identity
        self.kind = kind
        self.datum = 0
        self.data = [0, 0, 0, 0]

    def append_to(self, queue):
        self.link = None
        if queue is None:
            return self
        last = queue
        while last.link is not None:
            last = last.link
        last.link = self
        return queue


class Task:
    def __init__(self, scheduler, identity, priority, queue):
        self.scheduler = scheduler
        self.identity = identity
        self.priority = priority
        self.queue = queue
        self.is_held = False
        self.is_waiting = queue is None
        self.has_packet = queue is not None

    def is_blocked(self):
        return self.is_held or (self.is_waiting and not self.has_packet)

    def take_packet(self):
        packet = None
        if self.is_waiting and self.has_packet:
            packet = self.queue
            self.queue = packet.link
            self.is_waiting = False
            self.has_packet = self.queue is not None
        return packet

    def add_packet(self, packet, current):
        if self.queue is None:
            self.queue = packet
            self.has_packet = True
            if self.priority > current.priority:
                return self
        else:
            packet.append_to(self.queue)
        return current

    def wait(self):
        self.is_waiting = True
        return self

    def run(self):
        return self.step(self.take_packet())

    def step(self, packet):
        return self.wait()


class IdleTask(Task):
    def __init__(self, scheduler, rounds):
        super().__init__(scheduler, IDLE, 0, None)
        self.is_waiting = False
        self.control = 1
        self.rounds = rounds

    def step(self, packet):
        self.rounds -= 1
        if self.rounds == 0:
            return self.scheduler.hold()
        if self.control % 2 == 0:
            self.control //= 2
            return self.scheduler.release(DEVICE_A)
        self.control = (self.control // 2) ^ 53256
        return self.scheduler.release(DEVICE_B)


class WorkerTask(Task):
    def __init__(self, scheduler, queue):
        super().__init__(scheduler, WORKER, 1000, queue)
        self.destination = HANDLER_A
        self.count = 0

    def step(self, packet):
        if packet is None:
            return self.wait()
        self.destination = HANDLER_B if self.destination == HANDLER_A else HANDLER_A
        packet.identity = self.destination
        packet.datum = 0
        for i in range(4):
            self.count += 1
            if self.count > 26:
                self.count = 1
            packet.data[i] = ord("A") + self.count - 1
        return self.scheduler.send(packet)


class HandlerTask(Task):
    def __init__(self, scheduler, identity, priority, queue):
        super().__init__(scheduler, identity, priority, queue)
        self.work = None
        self.devices = None

    def step(self, packet):
        if packet is not None:
            if packet.kind == WORK_PACKET:
                self.work = packet.append_to(self.work)
            else:
                self.devices = packet.append_to(self.devices)
        if self.work is not None:
            work = self.work
            if work.datum >= 4:
                self.work = work.link
                return self.scheduler.send(work)
            if self.devices is not None:
                device = self.devices
                self.devices = device.link
                device.datum = work.data[work.datum]
                work.datum += 1
                return self.scheduler.send(device)
        return self.wait()


class DeviceTask(Task):
    def __init__(self, scheduler, identity, priority):
        super().__init__(scheduler, identity, priority, None)
        self.pending = None

    def step(self, packet):
        if packet is None:
            if self.pending is None:
                return self.wait()
            packet = self.pending
            self.pending = None
            return self.scheduler.send(packet)
        self.pending = packet
        return self.scheduler.hold()


class Scheduler:
    def __init__(self):
        self.tasks = []
        self.table = {}
        self.current = None
        self.sent = 0
        self.held = 0

    def add(self, task):
        self.tasks.insert(0, task)
        self.table[task.identity] = task

    def hold(self):
        self.held += 1
        self.current.is_held = True
        return self.next_task(self.current)

    def next_task(self, task):
        position = self.tasks.index(task) + 1
        if position < len(self.tasks):
            return self.tasks[position]
        return None

    def release(self, identity):
        task = self.table[identity]
        task.is_held = False
        if task.priority > self.current.priority:
            return task
        return self.current

    def send(self, packet):
        task = self.table[packet.identity]
        self.sent += 1
        packet.link = None
        packet.identity = self.current.identity
        return task.add_packet(packet, self.current)

    def run(self):
        self.current = self.tasks[0]
        while self.current is not None:
            if self.current.is_blocked():
                self.current = self.next_task(self.current)
            else:
                self.current = self.current.run()


def packets(count, identity, kind):
    queue = None
    for _ in range(count):
        queue = Packet(queue, identity, kind)
    return queue


def work(n):
    scheduler = Scheduler()
    scheduler.add(IdleTask(scheduler, n))
    scheduler.add(WorkerTask(scheduler, packets(2, WORKER, WORK_PACKET)))
    scheduler.add(HandlerTask(scheduler, HANDLER_A, 2000, packets(3, DEVICE_A, DEVICE_PACKET)))
    scheduler.add(HandlerTask(scheduler, HANDLER_B, 3000, packets(3, DEVICE_B, DEVICE_PACKET)))
    scheduler.add(DeviceTask(scheduler, DEVICE_A, 4000))
    scheduler.add(DeviceTask(scheduler, DEVICE_B, 5000))
    scheduler.run()
    return f"{scheduler.sent} {scheduler.held}"


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
