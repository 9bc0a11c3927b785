#include "tests/place/random.h"

#include <assert.h>
#include <math.h>

uint64_t random_next(struct random *self)
{
    uint64_t z = self->state += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

struct random random_stream(uint64_t seed, uint64_t day, uint64_t who)
{
    struct random stream = {seed};

    /* Each part passes through the mixer before the next is added, so that (1, 2) is not (2, 1). */
    stream.state = random_next(&stream) + day;
    stream.state = random_next(&stream) + who;
    stream.state = random_next(&stream);
    return stream;
}

double random_unit(struct random *self)
{
    return (double)(random_next(self) >> 11) * 0x1.0p-53;
}

int64_t random_between(struct random *self, int64_t low, int64_t high)
{
    assert(low <= high);
    return low + (int64_t)(random_unit(self) * (double)(high - low + 1));
}

bool random_chance(struct random *self, double p)
{
    return random_unit(self) < p;
}

double random_exponential(struct random *self, double mean)
{
    assert(mean >= 0);
    return -mean * log1p(-random_unit(self));
}

int random_poisson(struct random *self, double mean)
{
    int count = -1;

    /* Arrivals of rate 1 within `mean`: no underflow for large means, unlike the product form. */
    for (double at = 0; at <= mean; at += random_exponential(self, 1))
        count++;
    return count;
}
