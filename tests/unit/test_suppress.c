/* Attacks on what a report gives: everything that a reader can subtract, at once. */
#include "dashboard/report/suppress.h"
#include "tests/unit/test.h"

#include <stdlib.h>
#include <string.h>

#define MINIMUM 3
#define HOURS 8
#define ZONES 8
#define CELLS (ZONES * HOURS)
#define EQUATIONS (4 * CELLS)
#define PRIME 1000003LL

/* A day of a hall and its zones (one of them a hall itself, or not), people by hour. */
struct world {
    struct report_zone zones[ZONES];
    struct report_day days[ZONES];
    struct report_hour hours[ZONES][HOURS];
    int64_t people[ZONES][HOURS];
    size_t count;
    bool complementary;
};

static void set_hour(struct world *world, size_t zone, size_t h)
{
    struct report_hour *hour = &world->hours[zone][h];
    uint32_t people = (uint32_t)world->people[zone][h];
    bool open = h > 0 && h < HOURS - 2;
    *hour = (struct report_hour){.start_s = (int64_t)h * 3600,
                                 .length_s = 3600,
                                 .seen = 1,
                                 .open_s = open ? 3600 : 0,
                                 .in_use_s = people ? 3600 : 0,
                                 .person_s = people * 3600,
                                 .peak = people,
                                 .person_outside_s = open ? 0 : people * 3600,
                                 .in_use_outside_s = open || !people ? 0 : 3600};
}

static void set_day(struct world *world, size_t zone)
{
    struct report_day *day = &world->days[zone];
    *day = (struct report_day){.given = GIVEN, .hour_count = HOURS};
    slot_start(&day->slot, 0);
    for (size_t h = 0; h < HOURS; h++) {
        const struct report_hour *hour = &world->hours[zone][h];
        day->slot.length_s += hour->length_s;
        day->slot.open_s += hour->open_s;
        day->slot.all[SLOT_PERSON] += hour->person_s;
        day->slot.all[SLOT_IN_USE] += hour->in_use_s;
        day->slot.open[SLOT_PERSON] += hour->person_s - hour->person_outside_s;
        day->slot.open[SLOT_IN_USE] += hour->in_use_s - hour->in_use_outside_s;
        if (hour->peak > day->slot.peak)
            day->slot.peak = hour->peak;
    }
}

/* Zone 0 is the hall. With `nested`, zone 1 is a hall of the last two. */
static void make_world(struct world *world, uint64_t *seed)
{
    memset(world, 0, sizeof *world);
    world->count = (size_t)test_between(seed, 2, ZONES);
    bool nested = world->count > 4 && test_random(seed) % 2;
    int64_t most = test_between(seed, 1, 9);
    for (size_t z = world->count; z-- > 0;) {
        size_t parent = z == 0 ? ZONE_NONE : nested && z >= world->count - 2 ? 1 : 0;
        bool hall = z == 0 || (nested && z == 1), unused = test_between(seed, 0, 5) == 0;
        struct report_zone *zone = &world->zones[z];
        *zone = (struct report_zone){.parent = parent,
                                     .kind = hall ? ZONE_HALL : ZONE_SEATS,
                                     .days = &world->days[z],
                                     .day_count = 1,
                                     .hours = world->hours[z],
                                     .hour_count = HOURS};
        for (size_t h = 0; h < HOURS; h++) {
            if (!hall && !unused && test_random(seed) % 3)
                world->people[z][h] = test_between(seed, 0, most);
            if (parent != ZONE_NONE)
                world->people[parent][h] += world->people[z][h];
            set_hour(world, z, h);
        }
        set_day(world, z);
    }
}

/* ---- What a reader knows: linear equations over the cells, modulo a prime */

struct knowledge {
    int64_t rows[EQUATIONS][CELLS];
    int pivots[EQUATIONS];
    int count;
};

static int64_t inverse(int64_t of)
{
    int64_t result = 1, power = PRIME - 2;
    for (of %= PRIME; power > 0; power /= 2, of = of * of % PRIME)
        if (power % 2)
            result = result * of % PRIME;
    return result;
}

static void reduce(const struct knowledge *self, int64_t row[CELLS])
{
    for (int i = 0; i < self->count; i++) {
        int64_t factor = row[self->pivots[i]];
        for (int c = 0; factor && c < CELLS; c++)
            row[c] = (row[c] + (PRIME - factor) * self->rows[i][c]) % PRIME;
    }
}

static void learn(struct knowledge *self, int64_t row[CELLS])
{
    reduce(self, row);
    for (int c = 0; c < CELLS; c++)
        if (row[c]) {
            int64_t by = inverse(row[c]);
            for (int k = 0; k < CELLS; k++)
                self->rows[self->count][k] = row[k] * by % PRIME;
            self->pivots[self->count++] = c;
            return;
        }
}

/* Whether a sum of cells follows from what is known. */
static bool follows(const struct knowledge *self, int64_t row[CELLS])
{
    reduce(self, row);
    for (int c = 0; c < CELLS; c++)
        if (row[c])
            return false;
    return true;
}

static void learn_zone(struct knowledge *self, const struct world *world, size_t z)
{
    int64_t open = 0;
    for (size_t h = 0; h < HOURS; h++) {
        int64_t row[CELLS] = {0};
        row[z * HOURS + h] = 1;
        if (world->hours[z][h].given == GIVEN)
            learn(self, row);
        int64_t sum[CELLS] = {0};
        for (size_t i = 1; i < world->count; i++)
            if (world->zones[i].parent == z)
                sum[i * HOURS + h] = 1;
        sum[z * HOURS + h] = PRIME - 1;
        if (world->zones[z].kind == ZONE_HALL)
            learn(self, sum);
        open += h > 0 && h < HOURS - 2 ? world->people[z][h] : 0;
    }
    if (world->days[z].given != GIVEN)
        return;
    int64_t whole[CELLS] = {0}, opened[CELLS] = {0}, said = 0;
    for (size_t h = 0; h < HOURS; h++) {
        bool outside = h == 0 || h >= HOURS - 2;
        bool dropped = outside && world->hours[z][h].given != GIVEN && world->complementary;
        whole[z * HOURS + h] = !dropped;
        opened[z * HOURS + h] = !outside;
        said += dropped ? 0 : world->people[z][h];
    }
    /* The sum says what it seems to say. */
    assert_int_equal(world->days[z].slot.all[SLOT_PERSON], said * 3600);
    assert_int_equal(world->days[z].slot.open[SLOT_PERSON], open * 3600);
    learn(self, whole);
    learn(self, opened);
}

/* Cells below the minimum that the equations give away; those given outright too. */
static int count_found(const struct world *world)
{
    static struct knowledge knowledge;
    int found = 0;
    knowledge.count = 0;
    for (size_t z = 0; z < world->count; z++)
        learn_zone(&knowledge, world, z);
    for (size_t z = 0; z < world->count; z++) {
        int64_t day[CELLS] = {0}, most = 0;
        for (size_t h = 0; h < HOURS; h++) {
            int64_t row[CELLS] = {0};
            int64_t people = world->people[z][h];
            row[z * HOURS + h] = day[z * HOURS + h] = 1;
            most = people > most ? people : most;
            found += people > 0 && people < MINIMUM && follows(&knowledge, row);
        }
        found += most > 0 && most < MINIMUM && follows(&knowledge, day);
    }
    return found;
}

static int attack(uint64_t seed, int rounds, bool complementary, int *given)
{
    static struct world world;
    int found = 0;
    for (int i = 0; i < rounds; i++) {
        uint64_t own = seed + (uint64_t)i;
        make_world(&world, &own);
        suppress(world.zones, world.count, MINIMUM, complementary);
        world.complementary = complementary;
        int here = count_found(&world);
        if (here && complementary)
            printf("seed %llu finds %d\n", (unsigned long long)(seed + (uint64_t)i), here);
        found += here;
        for (size_t z = 0; z < world.count; z++)
            for (size_t h = 0; h < HOURS; h++)
                *given += world.people[z][h] > 0 && world.hours[z][h].given == GIVEN;
    }
    return found;
}

static void test_nothing_is_found_by_subtraction(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    int given = 0;
    assert_int_equal(attack(seed, 2000, true, &given), 0);
    assert_true(given > 1000); /* and it is not silence that keeps it */
}

static void test_attack_finds_without_complement(void **state)
{
    (void)state;
    int given = 0;
    assert_true(attack(test_seed(), 200, false, &given) > 0);
}

static void test_a_day_does_not_depend_on_its_period(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    struct world *world = calloc(3, sizeof *world);
    assert_non_null(world);
    make_world(world, &seed);
    world[1] = world[2] = world[0];
    for (size_t z = 0; z < world->count; z++) {
        for (int i = 0; i < 3; i++) {
            world[i].zones[z].days = &world[i].days[z];
            world[i].zones[z].hours = world[i].hours[z];
        }
        /* The same day as the second of two. */
        static struct report_day two[ZONES][2];
        two[z][0] = (struct report_day){.given = GIVEN_NOT_SETTLED};
        two[z][1] = world[1].days[z];
        world[1].zones[z].days = two[z];
        world[1].zones[z].day_count = 2;
    }
    suppress(world[0].zones, world->count, MINIMUM, true);
    suppress(world[1].zones, world->count, MINIMUM, true);
    for (size_t z = 0; z < world->count; z++) {
        assert_int_equal(world[0].days[z].given, world[1].zones[z].days[1].given);
        assert_true(slot_same(&world[0].days[z].slot, &world[1].zones[z].days[1].slot));
        assert_memory_equal(world[0].hours[z], world[1].hours[z], sizeof world->hours[z]);
    }
    free(world);
}

/* A booth with one place: no hour of it, no day, and not by subtraction. */
static void test_a_single_seat_is_never_given(void **state)
{
    (void)state;
    static struct world world;
    uint64_t seed = test_seed();
    make_world(&world, &seed);
    world.days[world.count - 1].capacity = world.days[world.count - 1].seats = 1;
    for (size_t h = 0; h < HOURS; h++) {
        world.people[world.count - 1][h] = h > 2;
        set_hour(&world, world.count - 1, h);
    }
    set_day(&world, world.count - 1);
    suppress(world.zones, world.count, MINIMUM, true);
    assert_int_equal(world.days[world.count - 1].given, GIVEN_WITHHELD);
    assert_int_equal(world.days[world.count - 1].slot.all[SLOT_PERSON], 0);
    for (size_t h = 0; h < HOURS; h++)
        assert_int_equal(world.hours[world.count - 1][h].person_s, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_found_by_subtraction),
        cmocka_unit_test(test_attack_finds_without_complement),
        cmocka_unit_test(test_a_day_does_not_depend_on_its_period),
        cmocka_unit_test(test_a_single_seat_is_never_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
