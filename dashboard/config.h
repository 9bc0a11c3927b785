/* lampion.yaml: the installation (broker, addresses, paths), apart from the description of the
 * place. See the README for its keys. */
#ifndef LAMPION_CONFIG_H
#define LAMPION_CONFIG_H

#include "agent/common/why.h"
#include "dashboard/place.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct proxies;

/* Somebody to be told of alarms: by a program of theirs, or by mail. */
struct config_notify {
    char *command; /* an absolute path; else NULL and `mail` an address */
    char *mail;
    char *from;     /* of mail; NULL: sendmail's own */
    char *sendmail; /* NULL: where it usually is */
    int language;   /* enum language, or -1: the place's first */
};

/* What is not said. */
#define CONFIG_RAW_MS (8 * 86400000LL)
#define CONFIG_SLOTS_MS (1200 * 86400000LL)
#define CONFIG_BACKUP_EVERY_MS 86400000LL
#define CONFIG_BACKUP_KEEP 30

struct config {
    char *broker_uri;        /* NULL: a place without boards, and no broker */
    char *broker_credential; /* NULL: none */
    char *broker_files;      /* the folder that lampion enroll fills for a mosquitto of ours */
    bool broker_insecure;    /* plain mqtt:// beyond loopback was asked for in so many words */
    char *http_listen;
    char *http_base;         /* NULL, or "/lampion": the path that a proxy shows us under */
    char *http_embed;        /* NULL, or who may show /widget in a frame, blanks between */
    struct proxies *proxies; /* whose X-Forwarded-* is believed */
    char *store_path;
    int64_t store_raw_ms, store_slots_ms;
    char *backup_to; /* NULL: no backup */
    int64_t backup_every_ms, backup_keep;
    struct config_notify *notify;
    size_t notify_count;
    char *place_path; /* place.yaml beside the file */
};

/* NULL with why ("file:line: …"). Relative paths are taken from the folder of the file. */
struct config *config_read(const char *path, struct why *why);
void config_free(struct config *config);

/* What comes later than raw events are kept is counted and never merged: they have to be kept for
 * two days at least (a board that is back after a night), and for a day longer than the longest
 * backlog that a board ever brought. 0 or -EINVAL with why. */
int config_check_raw(const struct config *config, const char *path, int64_t backlog_ms,
                     struct why *why);

#endif
