#include "dashboard/installation.h"

#include "dashboard/report/settings.h"
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct listing {
    struct report_setting *settings;
    size_t count;
};

static void add(struct listing *self, const char *key, const char *value, const char *standard)
{
    if (strcmp(value, standard) == 0)
        return;
    assert(self->count < INSTALLATION_SETTINGS_MAX);
    struct report_setting *setting = &self->settings[self->count++];
    snprintf(setting->key, sizeof setting->key, "%s", key);
    snprintf(setting->value, sizeof setting->value, "%s", value);
    snprintf(setting->standard, sizeof setting->standard, "%s", standard);
}

static void add_span(struct listing *self, const char *key, int64_t value_ms, int64_t standard_ms)
{
    char value[SETTINGS_SPAN_MAX], standard[SETTINGS_SPAN_MAX];
    settings_span(value_ms, value);
    settings_span(standard_ms, standard);
    add(self, key, value, standard);
}

static void add_number(struct listing *self, const char *key, int64_t value, int64_t standard)
{
    char texts[2][24];
    snprintf(texts[0], sizeof texts[0], "%" PRId64, value);
    snprintf(texts[1], sizeof texts[1], "%" PRId64, standard);
    add(self, key, texts[0], texts[1]);
}

size_t installation_settings(const struct config *config,
                             struct report_setting settings[INSTALLATION_SETTINGS_MAX])
{
    struct listing self = {.settings = settings};
    add(&self, "broker", config->broker_uri ? "set" : "none", "set");
    add(&self, "broker.insecure", config->broker_insecure ? "true" : "false", "false");
    add(&self, "http.base", config->http_base ? "set" : "none", "none");
    add(&self, "http.embed", config->http_embed ? "set" : "none", "none");
    add_span(&self, "store.raw", config->store_raw_ms, CONFIG_RAW_MS);
    add_span(&self, "store.slots", config->store_slots_ms, CONFIG_SLOTS_MS);
    if (config->backup_to) {
        add(&self, "backup.to", "set", "none");
        add_span(&self, "backup.every", config->backup_every_ms, CONFIG_BACKUP_EVERY_MS);
        add_number(&self, "backup.keep", config->backup_keep, CONFIG_BACKUP_KEEP);
    }
    add_number(&self, "notify", (int64_t)config->notify_count, 0);
    return self.count;
}
