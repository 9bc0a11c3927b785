#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dashboard/zonetime_table.h"

/* TZif, RFC 9636: a header of 44 bytes and a block with 32-bit times, then both again with 64-bit
 * times, then the rule for the future between two line ends. */
enum { HEADER = 44, FILE_MAX = 256 * 1024, OFFSET_MAX_S = 26 * 3600 };

struct counts {
    uint32_t isut, isstd, leap, time, type, chars;
};

static uint32_t read_u32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static int64_t read_i64(const uint8_t *at)
{
    return (int64_t)((uint64_t)read_u32(at) << 32 | read_u32(at + 4));
}

static size_t block_size(const struct counts *n, size_t time_size)
{
    return n->time * (time_size + 1) + n->type * (size_t)6 + n->chars + n->leap * (time_size + 4) +
           n->isstd + n->isut;
}

/* The counts of the header there, after checking that header and block lie inside the file. */
static int read_header(const uint8_t *bytes, size_t size, size_t time_size, struct counts *n)
{
    if (size < HEADER || memcmp(bytes, "TZif", 4) != 0 || bytes[4] < '2') {
        return -EINVAL;
    }
    uint32_t *fields[6] = {&n->isut, &n->isstd, &n->leap, &n->time, &n->type, &n->chars};
    for (size_t i = 0; i < 6; i++) {
        *fields[i] = read_u32(bytes + 20 + i * 4);
        if (*fields[i] > FILE_MAX) {
            return -EINVAL;
        }
    }
    return block_size(n, time_size) <= size - HEADER ? 0 : -EINVAL;
}

static int read_rule(struct posix_tz *rule, int32_t last_offset_s, const uint8_t *at, size_t size)
{
    char text[128];
    const uint8_t *end = size > 1 && at[0] == '\n' ? memchr(at + 1, '\n', size - 1) : NULL;
    if (!end || (size_t)(end - at - 1) >= sizeof text) {
        return -EINVAL;
    }
    size_t length = (size_t)(end - at - 1);
    memcpy(text, at + 1, length);
    text[length] = '\0';
    if (length == 0) { /* no rule known: the last offset stays */
        *rule = (struct posix_tz){.std_s = last_offset_s, .dst_s = last_offset_s};
        return 0;
    }
    return posix_tz_parse(rule, text);
}

static int read_changes(struct zonetime *zone, const uint8_t *block, const struct counts *n)
{
    const uint8_t *indexes = block + n->time * (size_t)8;
    const uint8_t *types = indexes + n->time;
    zone->first_offset_s = (int32_t)read_u32(types);
    zone->rule_from_s = n->time ? read_i64(block + (n->time - 1) * (size_t)8) : INT64_MIN;
    int32_t offset_s = zone->first_offset_s;
    int64_t before = INT64_MIN;
    for (uint32_t i = 0; i < n->time; i++) {
        int64_t at_s = read_i64(block + i * (size_t)8);
        if (indexes[i] >= n->type || (i > 0 && at_s <= before)) {
            return -EINVAL;
        }
        before = at_s;
        int32_t next = (int32_t)read_u32(types + indexes[i] * (size_t)6);
        if (next < -OFFSET_MAX_S || next > OFFSET_MAX_S) {
            return -EINVAL;
        }
        if (next != offset_s) {
            zone->changes[zone->count++] = (struct zonetime_change){at_s, next};
            offset_s = next;
        }
    }
    return 0;
}

/* Checks the file's frame; *second is the 64-bit header, *n its counts. */
static int find_second_block(const uint8_t *bytes, size_t size, const uint8_t **second,
                             struct counts *n)
{
    if (read_header(bytes, size, 4, n) < 0) {
        return -EINVAL;
    }
    size_t skip = HEADER + block_size(n, 4);
    *second = bytes + skip;
    if (read_header(*second, size - skip, 8, n) < 0 || n->type == 0 || n->leap != 0) {
        return -EINVAL;
    }
    return 0;
}

struct zonetime *zonetime_parse(const char *name, const uint8_t *bytes, size_t size,
                                struct why *why)
{
    const uint8_t *second;
    struct counts n;
    if (find_second_block(bytes, size, &second, &n) < 0) {
        why_set(why, EINVAL,
                "time zone \"%s\": not a TZif file of version 2 or later without leap seconds: "
                "install tzdata anew",
                name);
        return NULL;
    }
    struct zonetime *zone = calloc(1, sizeof *zone + n.time * sizeof zone->changes[0]);
    if (!zone) {
        why_set(why, ENOMEM, "time zone \"%s\": out of memory", name);
        return NULL;
    }
    snprintf(zone->name, sizeof zone->name, "%s", name);
    const uint8_t *block = second + HEADER;
    const uint8_t *footer = block + block_size(&n, 8);
    int bad = read_changes(zone, block, &n);
    int32_t last_s = zone->count ? zone->changes[zone->count - 1].offset_s : zone->first_offset_s;
    if (bad || read_rule(&zone->rule, last_s, footer, size - (size_t)(footer - bytes)) < 0) {
        why_set(why, EINVAL, "time zone \"%s\": damaged file: install tzdata anew", name);
        free(zone);
        return NULL;
    }
    return zone;
}

static int name_is_safe(const char *name)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789_+-/";
    size_t length = strlen(name);
    return length > 0 && length < sizeof((struct zonetime *)0)->name && name[0] != '/' &&
           strspn(name, letters) == length;
}

struct zonetime *zonetime_load(const char *name, struct why *why)
{
    if (!name_is_safe(name)) { /* no dot is allowed at all, so no ".." */
        why_set(why, EINVAL,
                "time zone \"%.64s\": not a name of the tz database: write one like Europe/Paris",
                name);
        return NULL;
    }
    const char *folder = getenv("TZDIR");
    char path[512];
    int length = snprintf(path, sizeof path, "%s/%s",
                          folder && *folder ? folder : "/usr/share/zoneinfo", name);
    FILE *file = length < (int)sizeof path ? fopen(path, "rbe") : NULL;
    uint8_t *bytes = file ? malloc(FILE_MAX) : NULL;
    size_t size = bytes ? fread(bytes, 1, FILE_MAX, file) : 0;
    struct zonetime *zone = NULL;
    if (size == 0) {
        why_set(why, ENOENT, "time zone \"%s\": cannot read %s: check the name, or install tzdata",
                name, path);
    } else {
        zone = zonetime_parse(name, bytes, size, why);
    }
    free(bytes);
    if (file) {
        fclose(file);
    }
    return zone;
}
