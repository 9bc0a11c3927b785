#include "dashboard/describe.h"
#include "agent/common/time.h"
#include "dashboard/history/description.h"
#include "dashboard/history/settled.h"
#include "dashboard/opening.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_MAX (1 << 20)

static char *read_text(const char *path, struct why *why)
{
    FILE *file = fopen(path, "re");
    char *text = file ? malloc(FILE_MAX + 1) : NULL;
    if (!text) {
        why_set(why, errno, "%s: %s; write the description of the place there", path,
                strerror(errno));
        if (file)
            fclose(file);
        return NULL;
    }
    size_t length = fread(text, 1, FILE_MAX, file);
    text[length] = 0;
    fclose(file);
    return text;
}

/* A description that the daemon could not open is refused here, before it is in the store. */
struct place *describe_check(const char *name, const char *text, struct why *why)
{
    struct place *place = place_parse(name, text, strlen(text), why);
    if (!place)
        return NULL;
    struct opening opening;
    int error = opening_start(&opening, place, why);
    opening_stop(&opening);
    if (error) {
        why_prefix(why, EINVAL, "%s: ", name);
        place_free(place);
        return NULL;
    }
    return place;
}

int describe_put(struct store *store, const char *name, const char *text, int64_t from_ms,
                 int64_t now_ms, int64_t *version, struct why *why)
{
    struct settled settled;
    char first[TIME_TEXT_MAX];
    struct place *place = describe_check(name, text, why);
    int error = place ? 0 : -EINVAL;
    place_free(place);
    if (!error && from_ms > 0) /* 0: the first of all */
        error = settled_get(store, &settled, why);
    if (!error && from_ms > 0 && from_ms < settled.from_ms) {
        time_format_s(settled.from_ms, first);
        return why_set(why, EINVAL,
                       "what is before %s is settled for good, its raw events are gone", first);
    }
    return error ? error : store_description_put(store, text, from_ms, now_ms, version, why);
}

int describe_apply(struct store *store, const char *path, int64_t from_ms, int64_t now_ms,
                   int64_t *version, struct why *why)
{
    char *text = read_text(path, why);
    if (!text)
        return -EINVAL;
    int error = describe_put(store, path, text, from_ms, now_ms, version, why);
    free(text);
    return error;
}

struct place *describe_open(const struct config *config, struct store *store, int64_t now_ms,
                            struct why *why)
{
    struct store_description description = {0};
    int error = store_description_get(store, now_ms, &description, why);
    if (error == -ENOENT) {
        int64_t version;
        /* From the beginning of time: whatever is recorded belongs to it. */
        error = describe_apply(store, config->place_path, 0, now_ms, &version, why);
        if (!error)
            error = store_description_get(store, now_ms, &description, why);
    }
    if (error)
        return NULL;
    struct place *place = describe_check("description in the store", description.text, why);
    store_description_clear(&description);
    return place;
}

struct place *describe_look(const struct config *config, int64_t now_ms, struct why *why)
{
    struct store_description description = {0};
    if (access(config->store_path, F_OK) < 0)
        return place_read(config->place_path, why);
    struct store *store = store_open(config->store_path, STORE_READ, why);
    if (!store)
        return NULL;
    int error = store_description_get(store, now_ms, &description, why);
    store_close(store);
    if (error == -ENOENT)
        return place_read(config->place_path, why);
    struct place *place =
        error ? NULL : describe_check("description in the store", description.text, why);
    store_description_clear(&description);
    return place;
}
