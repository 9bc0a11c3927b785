#include "dashboard/page/papers/papers.h"

#include "dashboard/page/asset.h"
#include "dashboard/page/html.h"
#include "dashboard/page/lang.h"
#include "dashboard/page/papers/qr.h"
#include "dashboard/page/papers/words.h"
#include <stdio.h>
#include <string.h>

#define DAY_MS 86400000
#define SENSORS_MOST 8 /* zones that a poster has room for */

struct sheet {
    const struct papers *papers;
    const struct place *place;
    enum paper paper;
    enum language language;
};

static const char *word(const struct sheet *self, unsigned at)
{
    return (self->language == LANGUAGE_FR ? papers_words_fr : papers_words_en)[at];
}

const char *paper_name(enum paper paper)
{
    static const char *const names[PAPERS] = {"poster", "notice", "register", "assessment"};
    return names[paper];
}

const char *paper_title(enum paper paper, enum language language)
{
    const struct sheet sheet = {.language = language};
    return word(&sheet, PAPERS_TITLE + (unsigned)paper);
}

static const char *text_of(const struct sheet *self, const struct place_text *text,
                           const char *otherwise)
{
    const char *found = text->in[self->language];
    return found ? found : otherwise;
}

/* A word with its name and number in it: "%s" and "%d" in this order, either may be missing. */
static void say(struct buffer *out, const char *word, const char *name, int64_t number)
{
    const char *name_at = strstr(word, "%s"), *number_at = strstr(word, "%d");
    for (const char *at = word; *at; at++) {
        if (at == name_at || at == number_at) {
            if (at == name_at)
                html_write(out, "%s", name);
            else
                html_write(out, "%lld", (long long)number);
            at++;
        } else {
            buffer_add(out, at, 1);
        }
    }
}

static void item(struct buffer *out, const struct sheet *self, enum papers_word which,
                 const char *name, int64_t number)
{
    buffer_text(out, "<li>");
    say(out, word(self, which), name, number);
    buffer_text(out, "</li>\n");
}

/* ---- What a template asks for ---- */

static void write_place(struct buffer *out, const struct sheet *self)
{
    html_text(out, text_of(self, &self->place->name, self->place->id));
}

static void write_where(struct buffer *out, const struct sheet *self)
{
    if (self->place->address)
        html_write(out, ", %s", self->place->address);
}

static void write_date(struct buffer *out, const struct sheet *self)
{
    html_write(out, "<span class=\"nb\">%s</span>", self->papers->date);
}

static void write_address(struct buffer *out, const struct sheet *self)
{
    html_text(out, self->papers->address);
}

static void write_fill(struct buffer *out, const struct sheet *self)
{
    html_write(out, "<span class=\"fill small\">%s</span>", word(self, PAPERS_FILL));
}

static void write_contact(struct buffer *out, const struct sheet *self)
{
    if (self->place->email)
        html_write(out, "<strong>%s</strong>", self->place->email);
    else
        write_fill(out, self);
}

static void write_qr(struct buffer *out, const struct sheet *self)
{
    struct buffer label = {0};
    say(&label, word(self, PAPERS_QR), self->papers->address, 0);
    qr_write(out, self->papers->address, buffer_peek(&label));
    buffer_free(&label);
}

static int64_t shared_seats(const struct place_zone *zone, bool shared)
{
    int64_t count = 0;
    for (size_t i = 0; i < zone->seat_count; i++)
        count += (zone->seats[i].policy == SEAT_SHARED) == shared;
    return count;
}

static void write_sensors(struct buffer *out, const struct sheet *self)
{
    int left = self->paper == PAPER_POSTER ? SENSORS_MOST : 1000;
    buffer_text(out, "<ul>\n");
    for (size_t z = 0; z < self->place->zone_count && left > 0; z++) {
        const struct place_zone *zone = &self->place->zones[z];
        const char *name = text_of(self, &zone->name, zone->id);
        if (zone->seat_count) {
            item(out, self, PAPERS_SEATS, name, (int64_t)zone->seat_count);
            left--;
        }
        if (zone->sensor_count) {
            item(out, self, PAPERS_ROOM, name, (int64_t)zone->sensor_count);
            left--;
        }
    }
    if (self->place->door_count)
        item(out, self, PAPERS_DOORS, "", (int64_t)self->place->door_count);
    buffer_text(out, "</ul>\n");
}

static void write_unshared(struct buffer *out, const struct sheet *self)
{
    int64_t count = 0;
    for (size_t z = 0; z < self->place->zone_count; z++)
        count += shared_seats(&self->place->zones[z], false);
    if (!count)
        return;
    buffer_text(out, "<p>");
    say(out, word(self, PAPERS_UNSHARED), "", count);
    buffer_text(out, "</p>\n");
}

static void write_night(struct buffer *out, const struct sheet *self)
{
    bool hides = self->place->privacy.hide_outside_hours;
    buffer_text(out, word(self, hides ? PAPERS_NIGHT_HIDE : PAPERS_NIGHT_SHOW));
}

static void write_minimum(struct buffer *out, const struct sheet *self)
{
    html_write(out, "%lld", (long long)self->place->privacy.minimum_count);
}

static void write_policy(struct buffer *out, const struct sheet *self)
{
    const struct place_privacy *privacy = &self->place->privacy;
    buffer_text(out, "<ul>\n");
    item(out, self, PAPERS_PUBLIC + privacy->visibility, "", 0);
    item(out, self, privacy->hide_outside_hours ? PAPERS_NIGHT_HIDE : PAPERS_NIGHT_SHOW, "", 0);
    if (privacy->bucket > 1)
        item(out, self, PAPERS_BUCKET, "", privacy->bucket);
    if (privacy->step_ms > 60000)
        item(out, self, PAPERS_STEP, "", privacy->step_ms / 60000);
    if (privacy->minimum_count > 1)
        item(out, self, PAPERS_MINIMUM, "", privacy->minimum_count);
    for (size_t z = 0; z < self->place->zone_count; z++) {
        const struct place_zone *zone = &self->place->zones[z];
        if (zone->privacy.visibility == VISIBILITY_PRIVATE &&
            privacy->visibility != VISIBILITY_PRIVATE)
            item(out, self, PAPERS_ZONE_HIDDEN, text_of(self, &zone->name, zone->id), 0);
    }
    item(out, self, PAPERS_ORGANISERS, "", 0);
    buffer_text(out, "</ul>\n");
}

static void write_retention(struct buffer *out, const struct sheet *self)
{
    buffer_text(out, "<ul>\n");
    item(out, self, PAPERS_RAW, "", self->papers->raw_ms / DAY_MS);
    item(out, self, PAPERS_SLOTS, "", self->papers->slots_ms / DAY_MS);
    item(out, self, PAPERS_ALWAYS, "", 0);
    buffer_text(out, "</ul>\n");
}

static const struct {
    const char *name;
    void (*write)(struct buffer *out, const struct sheet *self);
} fields[] = {
    {"{place}", write_place},
    {"{where}", write_where},
    {"{date}", write_date},
    {"{address}", write_address},
    {"{fill}", write_fill},
    {"{contact}", write_contact},
    {"{qr}", write_qr},
    {"{sensors}", write_sensors},
    {"{unshared}", write_unshared},
    {"{policy}", write_policy},
    {"{night}", write_night},
    {"{minimum}", write_minimum},
    {"{retention}", write_retention},
};

/* What is in braces and known is written in its place. */
static void fill(struct buffer *out, const struct sheet *self, const char *text)
{
    while (*text) {
        size_t plain = strcspn(text, "{"), i = 0;
        buffer_add(out, text, plain);
        text += plain;
        while (*text && i < sizeof fields / sizeof *fields &&
               strncmp(text, fields[i].name, strlen(fields[i].name)) != 0)
            i++;
        if (*text && i < sizeof fields / sizeof *fields) {
            fields[i].write(out, self);
            text += strlen(fields[i].name);
        } else if (*text) {
            buffer_add(out, text++, 1);
        }
    }
}

static void write_style(struct buffer *out, const struct papers *papers)
{
    const struct asset *style = asset_find("sheet.css");
    if (papers->style) {
        html_write(out, "<link rel=\"stylesheet\" href=\"%s\">\n", papers->style);
    } else if (style) {
        buffer_text(out, "<style>\n");
        buffer_add(out, (const char *)style->bytes, style->length);
        buffer_text(out, "</style>\n");
    }
}

void paper_write(struct buffer *out, const struct papers *papers, enum paper paper,
                 enum language language)
{
    const struct sheet sheet = {papers, papers->place, paper, language};
    char name[40];
    snprintf(name, sizeof name, "%s.%s.html", paper_name(paper), lang_code(language));
    const struct asset *template = asset_find(name);
    html_write(out,
               "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<title>%s · %s</title>\n<meta name=\"viewport\" content=\"width=device-width, "
               "initial-scale=1\">\n",
               lang_code(language), paper_title(paper, language),
               text_of(&sheet, &papers->place->name, papers->place->id));
    write_style(out, papers);
    html_write(out, "</head>\n<body class=\"%s\">\n<main>\n", paper_name(paper));
    if (papers->back)
        html_write(out, "<p class=\"back\"><a href=\"%s\">%s</a></p>\n", papers->back,
                   word(&sheet, PAPERS_BACK));
    if (template)
        fill(out, &sheet, (const char *)template->bytes);
    buffer_text(out, "</main>\n</body>\n</html>\n");
}
