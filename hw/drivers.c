#include "hw/driver.h"

#include <string.h>

/* Every kind of sensor, a line each. */
#define DRIVERS(X)                                                                                 \
    X(driver_seat)                                                                                 \
    X(driver_pir)                                                                                  \
    X(driver_mmwave)                                                                               \
    X(driver_beam_pair)                                                                            \
    X(driver_contact)                                                                              \
    X(driver_tally)                                                                                \
    X(driver_pulse)

#define DECLARE(name) extern const struct driver name;
DRIVERS(DECLARE)

#define ENTRY(name) &name,
static const struct driver *const table[] = {DRIVERS(ENTRY)};

const struct driver *driver_at(size_t i)
{
    return i < sizeof table / sizeof *table ? table[i] : NULL;
}

const struct driver *driver_find(const char *kind)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i]->kind, kind) == 0)
            return table[i];
    return NULL;
}
