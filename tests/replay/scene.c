#include "tests/replay/scene.h"

#include "tests/unit/test.h"
#include <string.h>
#include <unistd.h>

#define DOOR_FILE "calit2/CalIt2.data"
#define MOTION_FILE "uci-room-occupancy/Occupancy_Estimation.csv"

const char scene_place[] =
    "place: {id: town, name: Town, timezone: Etc/UTC}\n"
    "zones:\n"
    "  - {id: house, name: House, kind: hall, capacity: 100000}\n"
    "  - {id: s6, name: Room by S6, kind: room, capacity: 5, hold: 2m, sensors: [room/s6]}\n"
    "  - {id: s7, name: Room by S7, kind: room, capacity: 5, hold: 2m, sensors: [room/s7]}\n"
    "doors:\n"
    "  - {sensor: entrance/door, from: outside, to: house}\n";

const char scene_door[] = "  - {id: door, kind: beam-pair, lines: {outer: outer, inner: inner}, "
                          "active: low, bias: pull-up}\n";

const char scene_pirs[] =
    "  - {id: s6, kind: pir, line: s6, warm_up: 0s, debounce: 20ms, coalesce: 10s}\n"
    "  - {id: s7, kind: pir, line: s7, warm_up: 0s, debounce: 20ms, coalesce: 45s}\n";

const struct motion_rule scene_rules[MOTION_SENSORS] = {{20, 10000}, {20, 45000}};

int scene_setup(void **state)
{
    *state = calloc(1, sizeof(struct scene));
    return *state ? 0 : -1;
}

int scene_teardown(void **state)
{
    struct scene *self = *state;
    for (int i = 0; i < 2; i++)
        if (self->open[i])
            playback_close(&self->plays[i]);
    free(self);
    return 0;
}

struct playback *scene_open(struct scene *self, int index, double speed)
{
    self->open[index] = true;
    playback_open(&self->plays[index], speed, scene_place);
    return &self->plays[index];
}

static const char *data_path(const char *name, char path[512])
{
    const char *folder = getenv("LAMPION_DATA");
    snprintf(path, 512, "%s/%s", folder ? folder : LAMPION_DATA_STANDARD, name);
    return path;
}

void scene_read_door(struct door_counts *counts)
{
    char path[512];
    door_counts_read(counts, data_path(DOOR_FILE, path));
}

void scene_read_motion(struct motion_samples *samples)
{
    char path[512];
    motion_samples_read(samples, data_path(MOTION_FILE, path));
}

bool scene_has_recordings(void)
{
    static const char *const files[] = {DOOR_FILE, MOTION_FILE};
    for (int i = 0; i < 2; i++) {
        char path[512];
        if (access(data_path(files[i], path), R_OK) == 0)
            continue;
        printf("skipped: no %s; set LAMPION_DATA to the folder of the recordings\n", path);
        return false;
    }
    return true;
}

char *scene_door_trace(const struct playback *play, const struct door_slot *slots, size_t count)
{
    char path[256], line[256], *text = NULL;
    size_t size;
    snprintf(path, sizeof path, "%s/counts.csv", play->town.folder);
    door_counts_write(slots, count, path);
    assert_int_equal(shell("mkdir -p %s/made && %s --passages %s --out %s/made >/dev/null",
                           play->town.folder, LAMPION_PLACE, path, play->town.folder),
                     0);
    snprintf(path, sizeof path, "%s/made/entrance.csv", play->town.folder);
    FILE *made = fopen(path, "re"), *rows = open_memstream(&text, &size);
    assert_true(made && rows);
    while (fgets(line, sizeof line, made))
        if (*line != '#' && strcmp(line, "t,line,level\n") != 0)
            fputs(line, rows);
    fclose(made);
    fclose(rows);
    return text;
}
