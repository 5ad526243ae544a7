# The five outer bodies of the solar system, n steps; objects with attributes.
import sys
from math import pi, sqrt

SOLAR_MASS = 4 * pi * pi
YEAR = 365.24


class Body:
    def __init__(self, x, y, z, vx, vy, vz, mass):
        self.x = x
        self.y = y
        self.z = z
        self.vx = vx * YEAR
        self.vy = vy * YEAR
        self.vz = vz * YEAR
        self.mass = mass * SOLAR_MASS


def make_bodies():
    sun = Body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)
    jupiter = Body(
        4.84143144246472090,
        -1.16032004402742839,
        -0.103622044471123109,
        0.00166007664274403694,
        0.00769901118419740425,
        -0.0000690460016972063023,
        0.000954791938424326609,
    )
    saturn = Body(
        8.34336671824457987,
        4.12479856412430479,
        -0.403523417114321381,
        -0.00276742510726411021,
        0.00499852801234917238,
        0.0000230417297573763929,
        0.000285885980666130812,
    )
    uranus = Body(
        12.8943695621391310,
        -15.1111514016986312,
        -0.223307578892655734,
        0.00296460137564761618,
        0.00237847173959480950,
        -0.0000296589568540237556,
        0.0000436624404335156298,
    )
    neptune = Body(
        15.3796971148509165,
        -25.9193146099879641,
        0.179258772950371181,
        0.00268067772490389322,
        0.00162824170038242295,
        -0.0000951592254519715870,
        0.0000515138902046611451,
    )
    bodies = [sun, jupiter, saturn, uranus, neptune]
    px = py = pz = 0.0
    for body in bodies:
        px += body.vx * body.mass
        py += body.vy * body.mass
        pz += body.vz * body.mass
    sun.vx = -px / SOLAR_MASS
    sun.vy = -py / SOLAR_MASS
    sun.vz = -pz / SOLAR_MASS
    return bodies


def advance(bodies, dt):
    count = len(bodies)
    for i in range(count):
        one = bodies[i]
        for j in range(i + 1, count):
            other = bodies[j]
            dx = one.x - other.x
            dy = one.y - other.y
            dz = one.z - other.z
            square = dx * dx + dy * dy + dz * dz
            magnitude = dt / (square * sqrt(square))
            one.vx -= dx * other.mass * magnitude
            one.vy -= dy * other.mass * magnitude
            one.vz -= dz * other.mass * magnitude
            other.vx += dx * one.mass * magnitude
            other.vy += dy * one.mass * magnitude
            other.vz += dz * one.mass * magnitude
    for body in bodies:
        body.x += dt * body.vx
        body.y += dt * body.vy
        body.z += dt * body.vz


def energy(bodies):
    total = 0.0
    for i in range(len(bodies)):
        one = bodies[i]
        total += 0.5 * one.mass * (one.vx * one.vx + one.vy * one.vy + one.vz * one.vz)
        for j in range(i + 1, len(bodies)):
            other = bodies[j]
            dx = one.x - other.x
            dy = one.y - other.y
            dz = one.z - other.z
            total -= one.mass * other.mass / sqrt(dx * dx + dy * dy + dz * dz)
    return total


def work(n):
    bodies = make_bodies()
    for _ in range(n):
        advance(bodies, 0.01)
    return f"{energy(bodies):.9f}"


if __name__ == "__main__":
    print(work(int(sys.argv[1])))
