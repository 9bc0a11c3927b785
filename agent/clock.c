#include "agent/clock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BOOT_ID_FILE "/proc/sys/kernel/random/boot_id"
#define WALL_KNOWN_MS 1767225600000 /* 2026-01-01: no board ran this before */

/* As systemd hands it over where the sandbox hides it in /proc (systemd/lampion-agent.service). */
static FILE *open_boot_credential(void)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    char path[256];
    if (!folder || snprintf(path, sizeof path, "%s/boot-id", folder) >= (int)sizeof path)
        return NULL;
    return fopen(path, "re");
}

static int read_boot(char boot[BOOT_MAX], struct why *why)
{
    FILE *file = fopen(BOOT_ID_FILE, "re");
    if (!file)
        file = open_boot_credential();
    size_t read = file ? fread(boot, 1, BOOT_MAX - 1, file) : 0;
    if (file)
        fclose(file);
    boot[read] = 0;
    if (read != BOOT_MAX - 1 || strspn(boot, "0123456789abcdef-") != read)
        return why_set(why, EIO, "%s: no boot id there; is /proc mounted?", BOOT_ID_FILE);
    return 0;
}

/* splitmix64 (Steele, Lea, Flood 2014) over what came before. */
static uint64_t stir(uint64_t sum, uint64_t value)
{
    uint64_t z = (sum ^ value) + 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* A simulated clock is a boot of its own, the same for every process that is given it: a UUID
 * (RFC 9562, version 8) of the machine's boot and the clock's origin. */
static void simulated_boot(char boot[BOOT_MAX], const struct lampion_clock *clock)
{
    uint64_t sum[2] = {1, 2}, speed;
    memcpy(&speed, &clock->speed, sizeof speed);
    for (int i = 0; i < 2; i++) {
        for (const char *c = boot; *c; c++)
            sum[i] = stir(sum[i], (unsigned char)*c);
        sum[i] = stir(sum[i], (uint64_t)clock->origin_real_ms);
        sum[i] = stir(sum[i], (uint64_t)clock->origin_wall_ms);
        sum[i] = stir(sum[i], speed);
    }
    snprintf(boot, BOOT_MAX, "%08x-%04x-8%03x-8%03x-%012llx", (unsigned)(sum[0] >> 32),
             (unsigned)(sum[0] >> 16 & 0xffff), (unsigned)(sum[0] & 0xfff),
             (unsigned)(sum[1] >> 52), (unsigned long long)(sum[1] & 0xffffffffffff));
}

int agent_clock_start(struct agent_clock *self, const struct lampion_clock *clock, struct why *why)
{
    self->clock = *clock;
    int result = read_boot(self->boot, why);
    if (result == 0 && clock->simulated)
        simulated_boot(self->boot, clock);
    return result;
}

int64_t agent_clock_mono_ms(const struct agent_clock *self)
{
    return clock_mono_ms(&self->clock);
}

/* Not two readings where one and arithmetic do: at high speeds they would be minutes apart. */
static int64_t wall_of(const struct lampion_clock *clock, int64_t mono_ms)
{
    if (clock->simulated)
        return mono_ms;
    return clock_wall_ms(clock) + (mono_ms - clock_mono_ms(clock));
}

struct message_clock agent_clock_pair(const struct agent_clock *self)
{
    struct message_clock pair = {.mono_ms = agent_clock_mono_ms(self)};
    pair.wall_ms = wall_of(&self->clock, pair.mono_ms);
    pair.has_wall = self->clock.simulated || pair.wall_ms >= WALL_KNOWN_MS;
    pair.quality = clock_is_synced(&self->clock) ? CLOCK_SYNCED : CLOCK_UNSYNCED;
    pair.suspended_ms = clock_suspended_ms(&self->clock);
    memcpy(pair.boot, self->boot, sizeof pair.boot);
    return pair;
}

int64_t agent_clock_wall_at(const struct agent_clock *self, int64_t mono_ms)
{
    return wall_of(&self->clock, mono_ms);
}
