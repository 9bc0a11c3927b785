#include "agent/clock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

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

/* A random UUID (RFC 4122, version 4). */
static int draw_boot(char boot[BOOT_MAX], struct why *why)
{
    unsigned char b[16];
    if (getrandom(b, sizeof b, 0) != (ssize_t)sizeof b)
        return why_set(why, EIO, "no randomness for a boot id");
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    snprintf(boot, BOOT_MAX, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
             b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13],
             b[14], b[15]);
    return 0;
}

int agent_clock_start(struct agent_clock *self, const struct lampion_clock *clock, struct why *why)
{
    self->clock = *clock;
    return clock->simulated ? draw_boot(self->boot, why) : read_boot(self->boot, why);
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
