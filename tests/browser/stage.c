/* The web with hand-made snapshots, for the browser suite. Prints "port N", then does what its
 * stdin says, a word a line, and answers each with a line: open, closed, unknown, full; seats N;
 * few (no usual day yet); viewers (how many follow the live stream); quit. Before the first there
 * is nothing to show, as in a collector that has just started. */
#include "dashboard/http/web.h"
#include "dashboard/outlook.h"
#include "tests/unit/snapshots.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEPT 2048 /* snapshots that may be shown in one run: viewers refer to them */

struct stage {
    sd_event *loop;
    struct web *web;
    struct sample *samples[KEPT];
    size_t shown;
    struct outlook *outlook;
};

static char *health(void *context, bool *well)
{
    (void)context;
    *well = true;
    return strdup("{}");
}

/* A usual Monday: quiet at nine, full at three. */
static void usual_day(struct outlook_zone *zone)
{
    zone->measure = OUTLOOK_TAKEN;
    zone->says = OUTLOOK_SAYS;
    zone->days = 11;
    zone->seats = 24;
    zone->week_days = 60;
    zone->quarter_count = 96;
    zone->quarters = calloc(96, sizeof *zone->quarters);
    if (!zone->quarters) {
        exit(1);
    }
    for (size_t q = 0; q < 96; q++) {
        struct outlook_quarter *quarter = &zone->quarters[q];
        float hour = (float)q / 4, away = hour < 15 ? (15 - hour) / 6 : (hour - 15) / 3;
        float busy = away < 1 ? 20 * (1 - away * away) + 3 : 3;
        bool open = hour >= 9 && hour < 18;
        *quarter = (struct outlook_quarter){
            .from_ms = SAMPLE_NOW_MS - 32682000 + (int64_t)q * OUTLOOK_QUARTER_MS,
            .open = open,
            .p10 = open ? busy * 0.7F : OUTLOOK_UNKNOWN,
            .p50 = open ? busy : OUTLOOK_UNKNOWN,
            .p90 = open ? (busy + 5 > 24 ? 24 : busy + 5) : OUTLOOK_UNKNOWN,
            .today = hour < 9 && hour >= 8 ? (float)(q % 4 + 1) : OUTLOOK_UNKNOWN,
            .chance = open ? 1 - busy / 25 : OUTLOOK_UNKNOWN};
    }
    for (int day = 0; day < 7; day++) {
        for (int hour = 0; hour < 24; hour++) {
            bool open = day < 5 && hour >= 9 && hour < 18;
            zone->week[day][hour] = open ? (float)(4 + (hour + 3 * day) % 19) : OUTLOOK_UNKNOWN;
        }
    }
}

static void outlook_fill(struct stage *self, const struct place *place)
{
    self->outlook = outlook_new(place, SAMPLE_NOW_MS);
    usual_day(&self->outlook->place);
    usual_day(&self->outlook->zones[SAMPLE_OPENSPACE]);
}

static void show(struct stage *self, void (*change)(struct sample *sample), int free)
{
    struct sample *sample = self->samples[self->shown++] = calloc(1, sizeof *sample);
    if (!sample || self->shown == KEPT) {
        exit(1);
    }
    sample_fill(sample);
    if (!self->outlook) {
        outlook_fill(self, &sample->place);
    }
    sample->snapshot.outlook = self->outlook;
    if (free >= 0) {
        sample_seats(sample, free, 0, 0);
        sample->zones[SAMPLE_OPENSPACE].why_count = 0;
    }
    if (change) {
        change(sample);
    }
    web_publish(self->web, &sample->snapshot);
}

static void close_place(struct sample *sample)
{
    sample_closed(sample, SAMPLE_NOW_MS + 24 * 3600000 - 282000);
    sample->snapshot.free = SNAPSHOT_NULL;
}

static void forget_usual(struct sample *sample)
{
    sample->snapshot.outlook = NULL;
}

static void obey(struct stage *self, const char *word)
{
    if (strcmp(word, "open") == 0) {
        show(self, NULL, -1);
    } else if (strcmp(word, "closed") == 0) {
        show(self, close_place, -1);
    } else if (strcmp(word, "unknown") == 0) {
        show(self, sample_unknown, -1);
    } else if (strcmp(word, "full") == 0) {
        show(self, NULL, 0);
    } else if (strcmp(word, "few") == 0) {
        show(self, forget_usual, -1);
    } else if (strncmp(word, "seats ", 6) == 0) {
        show(self, NULL, atoi(word + 6));
    } else if (strcmp(word, "quit") == 0) {
        sd_event_exit(self->loop, 0);
    }
    printf("%s %zu\n", word, web_viewers(self->web));
    fflush(stdout);
}

static int on_word(sd_event_source *source, int fd, uint32_t events, void *context)
{
    char words[1024];
    ssize_t length = read(fd, words, sizeof words - 1);
    (void)source, (void)events;
    if (length <= 0) {
        return sd_event_exit(((struct stage *)context)->loop, 0);
    }
    words[length] = '\0';
    for (char *rest = words, *word = strsep(&rest, "\n"); word; word = strsep(&rest, "\n")) {
        if (*word) {
            obey(context, word);
        }
    }
    return 0;
}

int main(void)
{
    struct stage self = {0};
    struct why why;
    struct zonetime *paris = zonetime_load("Europe/Paris", &why);
    struct web_config config = {.listen = "127.0.0.1:0", .zonetime = paris, .health = health};
    if (!paris || sd_event_new(&self.loop) < 0 ||
        sd_event_add_io(self.loop, NULL, STDIN_FILENO, EPOLLIN, on_word, &self) < 0) {
        return 1;
    }
    self.web = web_start(self.loop, &config, &why);
    if (!self.web) {
        fprintf(stderr, "%s\n", why.text);
        return 1;
    }
    printf("port %d\n", web_port(self.web));
    fflush(stdout);
    int code = sd_event_loop(self.loop);
    web_stop(self.web);
    return code < 0;
}
