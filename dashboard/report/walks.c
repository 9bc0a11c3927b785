#include "dashboard/report/walks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define Z 1.959964 /* 95 % */
#define KEY "walk-error"

double walks_upper(int wrong, int walked)
{
    double n = walked, p = wrong / n;
    double half = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
    return (p + Z * Z / (2 * n) + half) / (1 + Z * Z / n);
}

/* Whether the fact is a walk of this sensor; how it went. */
static bool is_walk(const struct fact *fact, const struct place_sensor *sensor, int *wrong,
                    int *walked)
{
    char name[2 * ID_MAX + 1];
    int begins = 0;
    if (fact->kind != FACT_DECLARED || fact->retracted_ms || strcmp(fact->key, KEY) != 0)
        return false;
    snprintf(name, sizeof name, "%s/%s:", sensor->agent, sensor->sensor);
    size_t length = strlen(name);
    return !strncmp(fact->text, name, length) &&
           sscanf(fact->text + length, " %d of %d passages wron%n", wrong, walked, &begins) == 2 &&
           begins > 0 && *walked > 0 && *wrong >= 0 && *wrong <= *walked;
}

/* The newest walk of a door; false: none. */
static bool door_upper(const struct facts *facts, const struct place_sensor *sensor, double *upper)
{
    const struct fact *newest = NULL;
    for (size_t i = 0; i < facts->count; i++) {
        int wrong, walked;
        const struct fact *fact = &facts->all[i];
        if (!is_walk(fact, sensor, &wrong, &walked) || (newest && newest->from_ms > fact->from_ms))
            continue;
        newest = fact;
        *upper = walks_upper(wrong, walked);
    }
    return newest != NULL;
}

struct indicator_error walks_error(const struct facts *facts, const struct place *place,
                                   const char *zone)
{
    struct indicator_error error = {0};
    size_t z = place_find_zone(place, zone);
    double worst = 0;
    bool any = false;
    for (size_t i = 0; z != ZONE_NONE && i < place->door_count; i++) {
        double upper = 0;
        if (place->doors[i].to != z && place->doors[i].from != z)
            continue;
        if (!door_upper(facts, &place->sensors[place->doors[i].sensor], &upper))
            return error;
        worst = upper > worst ? upper : worst;
        any = true;
    }
    if (!any || worst >= 1)
        return error;
    return (struct indicator_error){.known = true, .miss_low = -worst, .miss_high = worst};
}
