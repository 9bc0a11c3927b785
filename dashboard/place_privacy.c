/* place.yaml → what may leave the house, of the place and of each zone. */
#include "dashboard/place_read.h"

static const char *const visibilities[] = {"public", "members", "private", NULL};
static const char *const outside_hours[] = {"show", "hide", NULL};

const struct place_privacy place_privacy_standard = {
    .step_ms = 60000, .bucket = 1, .minimum_count = 3, .live_minimum = 1};

struct file_privacy {
    struct place_privacy privacy;
    int64_t minimum_count; /* 0: not said */
    int visibility, outside;
};

#define FILE_KEY(member) offsetof(struct file_privacy, member)
#define COMMON_KEYS                                                                                \
    {"visibility", YAML_CHOICE, FILE_KEY(visibility), .choices = visibilities},                    \
        {"outside_hours", YAML_CHOICE, FILE_KEY(outside), .choices = outside_hours},               \
        {"bucket", YAML_INT, FILE_KEY(privacy.bucket), .minimum = 1, .maximum = 100},              \
    {                                                                                              \
        "minimum_count", YAML_INT, FILE_KEY(minimum_count), .minimum = 1, .maximum = 100           \
    }

static int read_keys(struct yaml_node node, const struct yaml_key *keys,
                     struct place_privacy *privacy, struct why *why)
{
    struct file_privacy file = {.privacy = *privacy,
                                .visibility = (int)privacy->visibility,
                                .outside = privacy->hide_outside_hours};
    int error = yaml_map(node, keys, &file, why);
    *privacy = file.privacy;
    privacy->visibility = (enum place_visibility)file.visibility;
    privacy->hide_outside_hours = file.outside == 1;
    if (file.minimum_count)
        privacy->minimum_count = privacy->live_minimum = file.minimum_count;
    return error;
}

int place_read_privacy(struct yaml_node node, struct place_privacy *privacy, struct why *why)
{
    static const struct yaml_key keys[] = {
        COMMON_KEYS,
        {"step", YAML_DURATION_MS, FILE_KEY(privacy.step_ms), .minimum = 60000,
         .maximum = 86400000},
        {0},
    };
    return read_keys(node, keys, privacy, why);
}

int place_read_zone_privacy(struct yaml_node node, struct place_privacy *privacy, struct why *why)
{
    static const struct yaml_key keys[] = {COMMON_KEYS, {0}};
    const struct place_privacy of_place = *privacy;
    int error = read_keys(node, keys, privacy, why);
    if (error)
        return error;
    if (privacy->visibility != of_place.visibility && privacy->visibility != VISIBILITY_PRIVATE)
        return yaml_refuse(node, why,
                           "visibility: a zone is seen by those who see the place, or by nobody: "
                           "leave it out, or write private");
    if (privacy->minimum_count < of_place.minimum_count)
        return yaml_refuse(node, why,
                           "minimum_count: a zone's is not less than the place's, or the others' "
                           "numbers could be subtracted");
    return 0;
}
