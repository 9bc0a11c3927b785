#include "dashboard/access/roll.h"
#include "agent/common/file.h"
#include "agent/common/time.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (8 << 20)
#define FIELDS 7
#define HEAD "serial,kind,name,user,issued,until,revoked\n"

static const char *const kinds[] = {
    [ROLL_AGENT] = "agent", [ROLL_COLLECTOR] = "collector", [ROLL_BROKER] = "broker"};
#define KIND_COUNT (sizeof kinds / sizeof *kinds)

/* An empty field is 0 or, for an end, never. */
static int take_time(const char *text, int64_t empty, int64_t *ms)
{
    *ms = empty;
    return *text ? time_parse(text, ms) : 0;
}

static int parse_row(char *line, struct roll_row *row)
{
    char *fields[FIELDS];
    for (size_t i = 0; i < FIELDS; i++)
        if (!(fields[i] = strsep(&line, ",")))
            return -EINVAL;
    size_t kind = 0;
    while (kind < KIND_COUNT && strcmp(fields[1], kinds[kind]))
        kind++;
    *row = (struct roll_row){.kind = (enum roll_kind)kind};
    if (line || kind == KIND_COUNT || strlen(fields[0]) >= sizeof row->serial ||
        strspn(fields[0], "0123456789ABCDEF") != strlen(fields[0]) ||
        strlen(fields[2]) >= sizeof row->name || strlen(fields[3]) >= sizeof row->user ||
        take_time(fields[4], 0, &row->issued_ms) ||
        take_time(fields[5], TIME_NEVER, &row->until_ms) ||
        take_time(fields[6], 0, &row->revoked_ms))
        return -EINVAL;
    strcpy(row->serial, fields[0]);
    strcpy(row->name, fields[2]);
    strcpy(row->user, fields[3]);
    return 0;
}

static int parse(struct roll *roll, const char *path, char *text, struct why *why)
{
    int number = 1;
    char *rest = text, *line = strsep(&rest, "\n");
    if (strncmp(line, HEAD, strlen(HEAD) - 1))
        return why_set(why, EINVAL, "%s:1: no roll of certificates; restore it from a backup",
                       path);
    while ((line = strsep(&rest, "\n"))) {
        struct roll_row row;
        number++;
        if (!*line)
            continue;
        if (parse_row(line, &row))
            return why_set(why, EINVAL, "%s:%d: damaged; restore the file from a backup", path,
                           number);
        if (roll_add(roll, &row))
            return why_set(why, ENOMEM, "out of memory");
    }
    return 0;
}

int roll_read(struct roll *roll, const char *path, struct why *why)
{
    *roll = (struct roll){.rows = NULL};
    char *text = file_read(path, FILE_MAX, why);
    if (!text)
        return errno == ENOENT ? 0 : -errno;
    int error = parse(roll, path, text, why);
    free(text);
    if (error)
        roll_clear(roll);
    return error;
}

static void write_row(FILE *out, const struct roll_row *row)
{
    char issued[TIME_TEXT_MAX], until[TIME_TEXT_MAX] = "", revoked[TIME_TEXT_MAX] = "";
    time_format_s(row->issued_ms, issued);
    if (row->until_ms != TIME_NEVER)
        time_format_s(row->until_ms, until);
    if (row->revoked_ms)
        time_format_s(row->revoked_ms, revoked);
    fprintf(out, "%s,%s,%s,%s,%s,%s,%s\n", row->serial, kinds[row->kind], row->name, row->user,
            issued, until, revoked);
}

int roll_write(const struct roll *roll, const char *path, struct why *why)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return why_set(why, ENOMEM, "out of memory");
    fputs(HEAD, out);
    for (size_t i = 0; i < roll->count; i++)
        write_row(out, &roll->rows[i]);
    int error =
        fclose(out) ? why_set(why, ENOMEM, "out of memory") : file_write(path, text, 0644, why);
    free(text);
    return error;
}

void roll_clear(struct roll *roll)
{
    free(roll->rows);
    *roll = (struct roll){.rows = NULL};
}

int roll_add(struct roll *roll, const struct roll_row *row)
{
    struct roll_row *rows = realloc(roll->rows, (roll->count + 1) * sizeof *rows);
    if (!rows)
        return -ENOMEM;
    rows[roll->count++] = *row;
    roll->rows = rows;
    return 0;
}

static bool is_of(const struct roll_row *row, enum roll_kind kind, const char *name)
{
    return row->kind == kind && !row->revoked_ms && (!name || !strcmp(row->name, name));
}

size_t roll_revoke(struct roll *roll, enum roll_kind kind, const char *name,
                   const struct roll_row *but, int64_t now_ms)
{
    size_t count = 0;
    for (size_t i = 0; i < roll->count; i++)
        if (&roll->rows[i] != but && is_of(&roll->rows[i], kind, name)) {
            roll->rows[i].revoked_ms = now_ms;
            count++;
        }
    return count;
}

const struct roll_row *roll_find(const struct roll *roll, enum roll_kind kind, const char *name)
{
    for (size_t i = roll->count; i-- > 0;)
        if (is_of(&roll->rows[i], kind, name))
            return &roll->rows[i];
    return NULL;
}

const struct roll_row *roll_ending(const struct roll *roll, const struct roll_row *after,
                                   int64_t now_ms)
{
    for (size_t i = after ? (size_t)(after - roll->rows) + 1 : 0; i < roll->count; i++) {
        const struct roll_row *row = &roll->rows[i];
        if (row->until_ms != TIME_NEVER && row->until_ms - ROLL_SOON_MS <= now_ms &&
            roll_find(roll, row->kind, row->name) == row)
            return row;
    }
    return NULL;
}

const char *roll_who(const struct roll_row *row)
{
    return row->kind == ROLL_AGENT       ? row->name
           : row->kind == ROLL_COLLECTOR ? "the collector"
                                         : "the broker";
}
