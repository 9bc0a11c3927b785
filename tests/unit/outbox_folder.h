/* A folder with the two files of an outbox, and what befalls it: a killed process (a copy of the
 * files as they stand at a moment, opened anew), a power cut (a copy of the spill alone). */
#ifndef LAMPION_TESTS_UNIT_OUTBOX_FOLDER_H
#define LAMPION_TESTS_UNIT_OUTBOX_FOLDER_H

#include "tests/unit/test.h"

#include "agent/outbox.h"
#include <string.h>

struct folder {
    char path[64];
    char run[96], spill[96]; /* empty: none */
};

static inline struct folder folder_new(void)
{
    struct folder folder = {.path = "/tmp/lampion-outbox.XXXXXX"};
    assert_non_null(mkdtemp(folder.path));
    snprintf(folder.run, sizeof folder.run, "%s/run.db", folder.path);
    snprintf(folder.spill, sizeof folder.spill, "%s/spill.db", folder.path);
    return folder;
}

static inline void folder_shell(const char *format, const char *a, const char *b)
{
    char line[400];
    snprintf(line, sizeof line, format, a, b);
    assert_int_equal(system(line), 0);
}

static inline void folder_free(struct folder *folder)
{
    folder_shell("rm -rf %s%s", folder->path, "");
}

/* A system() each would be most of a long test. */
static inline void folder_copy_file(const char *from, const char *to)
{
    static char buffer[1 << 16];
    FILE *in = fopen(from, "re");
    if (!in)
        return;
    FILE *out = fopen(to, "we");
    assert_non_null(out);
    for (size_t count; (count = fread(buffer, 1, sizeof buffer, in)) > 0;)
        assert_int_equal(fwrite(buffer, 1, count, out), count);
    fclose(in);
    assert_int_equal(fclose(out), 0);
}

static inline void folder_copy_db(const char *from, const char *to)
{
    char from_journal[128], to_journal[128];
    snprintf(from_journal, sizeof from_journal, "%s-wal", from);
    snprintf(to_journal, sizeof to_journal, "%s-wal", to);
    folder_copy_file(from, to);
    folder_copy_file(from_journal, to_journal);
}

static inline void folder_copy_spill(const struct folder *from, const struct folder *to)
{
    folder_copy_db(from->spill, to->spill);
}

static inline void folder_copy(const struct folder *from, const struct folder *to)
{
    folder_copy_db(from->run, to->run);
    folder_copy_spill(from, to);
}

/* The clock of boot number `boot`, which never knew UTC. */
static inline struct message_clock folder_clock(unsigned boot)
{
    struct message_clock clock = {.mono_ms = 1000};
    snprintf(clock.boot, sizeof clock.boot, "00000000-0000-4000-8000-%012x", boot);
    return clock;
}

static inline struct outbox *folder_try(const struct folder *folder, int64_t spill_after_ms,
                                        int64_t max_bytes, struct message_clock clock,
                                        int64_t now_ms, struct why *why)
{
    struct outbox_config config = {.place = "gare",
                                   .agent = "entrance",
                                   .run = folder->run[0] ? folder->run : NULL,
                                   .spill = folder->spill[0] ? folder->spill : NULL,
                                   .spill_after_ms = spill_after_ms,
                                   .max_bytes = max_bytes};
    return outbox_open(&config, &clock, now_ms, why);
}

static inline struct outbox *folder_open(const struct folder *folder, int64_t spill_after_ms,
                                         int64_t max_bytes, struct message_clock clock,
                                         int64_t now_ms)
{
    struct why why = {""};
    struct outbox *outbox = folder_try(folder, spill_after_ms, max_bytes, clock, now_ms, &why);
    if (!outbox)
        fail_msg("%s", why.text);
    return outbox;
}

#endif
