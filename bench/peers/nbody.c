#include "driver.h"

#define SOLAR_MASS (4 * 3.141592653589793 * 3.141592653589793)
#define YEAR 365.24

typedef struct { double x, y, z, vx, vy, vz, mass; } Body;

static const Body start[5] = {
    {0, 0, 0, 0, 0, 0, 1.0},
    {4.84143144246472090, -1.16032004402742839, -0.103622044471123109, 0.00166007664274403694,
     0.00769901118419740425, -0.0000690460016972063023, 0.000954791938424326609},
    {8.34336671824457987, 4.12479856412430479, -0.403523417114321381, -0.00276742510726411021,
     0.00499852801234917238, 0.0000230417297573763929, 0.000285885980666130812},
    {12.8943695621391310, -15.1111514016986312, -0.223307578892655734, 0.00296460137564761618,
     0.00237847173959480950, -0.0000296589568540237556, 0.0000436624404335156298},
    {15.3796971148509165, -25.9193146099879641, 0.179258772950371181, 0.00268067772490389322,
     0.00162824170038242295, -0.0000951592254519715870, 0.0000515138902046611451},
};

static void make(Body *bodies) {
    double px = 0, py = 0, pz = 0;
    for (int i = 0; i < 5; i++) {
        Body *body = &bodies[i];
        *body = start[i];
        body->vx *= YEAR;
        body->vy *= YEAR;
        body->vz *= YEAR;
        body->mass *= SOLAR_MASS;
        px += body->vx * body->mass;
        py += body->vy * body->mass;
        pz += body->vz * body->mass;
    }
    bodies[0].vx = -px / SOLAR_MASS;
    bodies[0].vy = -py / SOLAR_MASS;
    bodies[0].vz = -pz / SOLAR_MASS;
}

static void advance(Body *bodies, double dt) {
    for (int i = 0; i < 5; i++) {
        Body *one = &bodies[i];
        for (int j = i + 1; j < 5; j++) {
            Body *other = &bodies[j];
            double dx = one->x - other->x, dy = one->y - other->y, dz = one->z - other->z;
            double square = dx * dx + dy * dy + dz * dz;
            double magnitude = dt / (square * sqrt(square));
            one->vx -= dx * other->mass * magnitude;
            one->vy -= dy * other->mass * magnitude;
            one->vz -= dz * other->mass * magnitude;
            other->vx += dx * one->mass * magnitude;
            other->vy += dy * one->mass * magnitude;
            other->vz += dz * one->mass * magnitude;
        }
    }
    for (int i = 0; i < 5; i++) {
        bodies[i].x += dt * bodies[i].vx;
        bodies[i].y += dt * bodies[i].vy;
        bodies[i].z += dt * bodies[i].vz;
    }
}

static double energy(const Body *bodies) {
    double total = 0;
    for (int i = 0; i < 5; i++) {
        const Body *one = &bodies[i];
        total += 0.5 * one->mass * (one->vx * one->vx + one->vy * one->vy + one->vz * one->vz);
        for (int j = i + 1; j < 5; j++) {
            const Body *other = &bodies[j];
            double dx = one->x - other->x, dy = one->y - other->y, dz = one->z - other->z;
            total -= one->mass * other->mass / sqrt(dx * dx + dy * dy + dz * dz);
        }
    }
    return total;
}

static void work(long n, char *out) {
    Body bodies[5];
    make(bodies);
    for (long i = 0; i < n; i++) advance(bodies, 0.01);
    sprintf(out, "%.9f", energy(bodies));
}
