#include "tests/place/sheet.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct row {
    int64_t t_ms;
    uint32_t order;
    int32_t value;
    int key;
};

struct key {
    char before[32], after[32];
    int32_t value;
};

struct sheet {
    FILE *file;
    int64_t end_ms;
    int64_t written_ms;
    bool begun;
    int err;
    int key_count;
    size_t row_count, row_room;
    struct row *rows;
    struct key keys[SHEET_KEYS];
};

static void write_notes(FILE *file, const char *notes)
{
    while (*notes) {
        size_t length = strcspn(notes, "\n");

        fprintf(file, "# %.*s\n", (int)length, notes);
        notes += length + (notes[length] == '\n');
    }
}

struct sheet *sheet_open(const char *dir, const char *file, const char *notes, const char *header,
                         int64_t end_ms)
{
    struct sheet *self = calloc(1, sizeof *self);
    char *path = NULL;

    if (!self || asprintf(&path, "%s/%s", dir, file) < 0) {
        errno = ENOMEM;
        goto free_self;
    }
    self->file = fopen(path, "we");
    if (!self->file)
        goto free_path;
    free(path);
    self->end_ms = end_ms;
    write_notes(self->file, notes);
    fprintf(self->file, "%s\n", header);
    return self;

free_path:
    free(path);
free_self:
    free(self);
    return NULL;
}

int sheet_key(struct sheet *self, const char *before, const char *after, int32_t initial)
{
    struct key *key = &self->keys[self->key_count];

    assert(self->key_count < SHEET_KEYS && !self->begun);
    assert(strlen(before) < sizeof key->before && strlen(after) < sizeof key->after);
    strcpy(key->before, before);
    strcpy(key->after, after);
    key->value = initial;
    return self->key_count++;
}

void sheet_put(struct sheet *self, int key, int64_t t_ms, int32_t value)
{
    assert(key >= 0 && key < self->key_count);
    if (self->row_count == self->row_room) {
        size_t room = self->row_room ? self->row_room * 2 : 1024;
        struct row *rows = reallocarray(self->rows, room, sizeof *rows);

        if (!rows) {
            self->err = -ENOMEM;
            return;
        }
        self->rows = rows;
        self->row_room = room;
    }
    self->rows[self->row_count] = (struct row){t_ms, (uint32_t)self->row_count, value, key};
    self->row_count++;
}

static int row_compare(const void *a, const void *b)
{
    const struct row *x = a, *y = b;

    if (x->t_ms != y->t_ms)
        return x->t_ms < y->t_ms ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

static void write_row(struct sheet *self, int64_t t_ms, const struct key *key, int32_t value)
{
    fprintf(self->file, "%" PRId64 ".%03d,%s%" PRId32 "%s\n", t_ms / 1000, (int)(t_ms % 1000),
            key->before, value, key->after);
}

/* The states as they are at the trace's start. */
static void begin(struct sheet *self)
{
    self->begun = true;
    for (int k = 0; k < self->key_count; k++)
        if (self->keys[k].value != SHEET_EVENT)
            write_row(self, 0, &self->keys[k], self->keys[k].value);
}

static void take_row(struct sheet *self, const struct row *row)
{
    struct key *key = &self->keys[row->key];
    bool event = key->value == SHEET_EVENT;

    assert(row->t_ms >= self->written_ms || row->t_ms <= 0);
    if (row->t_ms >= self->end_ms)
        return;
    if (row->t_ms > 0 && !self->begun)
        begin(self);
    if (!event && key->value == row->value)
        return;
    if (!event)
        key->value = row->value;
    if (row->t_ms <= 0)
        return;
    write_row(self, row->t_ms, key, row->value);
    self->written_ms = row->t_ms;
}

int sheet_flush(struct sheet *self)
{
    if (self->row_count > 0)
        qsort(self->rows, self->row_count, sizeof *self->rows, row_compare);
    for (size_t i = 0; i < self->row_count; i++)
        take_row(self, &self->rows[i]);
    self->row_count = 0;
    if (!self->err && ferror(self->file))
        self->err = -EIO;
    return self->err;
}

int sheet_close(struct sheet *self)
{
    int err;

    if (!self)
        return 0;
    err = sheet_flush(self);
    if (!self->begun)
        begin(self);
    if (fclose(self->file) != 0 && !err)
        err = -errno;
    free(self->rows);
    free(self);
    return err;
}
