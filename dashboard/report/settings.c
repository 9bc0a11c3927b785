#include "dashboard/report/settings.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void add(struct report *self, const char *key, const char *value, const char *standard)
{
    if (self->setting_count == REPORT_SETTINGS_MAX || strcmp(value, standard) == 0)
        return;
    struct report_setting *setting = &self->settings[self->setting_count++];
    setting->key = key;
    snprintf(setting->value, sizeof setting->value, "%.63s", value);
    snprintf(setting->standard, sizeof setting->standard, "%.63s", standard);
}

static void add_number(struct report *self, const char *key, int64_t value, int64_t standard)
{
    char texts[2][24];
    snprintf(texts[0], sizeof texts[0], "%" PRId64, value);
    snprintf(texts[1], sizeof texts[1], "%" PRId64, standard);
    add(self, key, texts[0], texts[1]);
}

void settings_list(struct report *self)
{
    static const char *const seen_by[] = {"public", "members", "private"};
    const struct place_privacy *privacy = &self->place->privacy;
    add(self, "place.opening_hours",
        self->place->opening_hours ? self->place->opening_hours : "not said", "not said");
    add(self, "place.holidays", self->place->holidays ? self->place->holidays : "none", "none");
    add(self, "privacy.visibility", seen_by[privacy->visibility], "public");
    add_number(self, "privacy.minimum_count", self->minimum_count, 3);
    add_number(self, "privacy.bucket", privacy->bucket, 1);
    add_number(self, "privacy.step_ms", privacy->step_ms, 60000);
}
