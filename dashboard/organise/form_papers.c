/* The papers of the place: a list, and each of them to print. */
#include "dashboard/organise/forms.h"

#include "agent/common/log.h"
#include "agent/common/time.h"
#include "dashboard/history/description.h"
#include "dashboard/organise/organise_inner.h"
#include "dashboard/page/asset.h"
#include "dashboard/page/html.h"
#include "dashboard/page/papers/papers.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void show_list(struct errand *self)
{
    struct buffer out = {0};
    desk_frame_begin(&out, &self->frame);
    html_write(&out, "<p>%s</p>\n<ul>\n", desk_text(self->language, DESK_PAPERS_WHAT));
    for (int paper = 0; paper < PAPERS; paper++) {
        buffer_text(&out, "<li>");
        for (int language = 0; language < LANGUAGE_COUNT; language++)
            html_write(&out, "%s<a href=\"%sorganise/papers/%s?lang=%s\" lang=\"%s\">%s</a>",
                       language ? " · " : "", self->root, paper_name((enum paper)paper),
                       language_code((enum language)language),
                       language_code((enum language)language),
                       paper_title((enum paper)paper, (enum language)language));
        buffer_text(&out, "</li>\n");
    }
    buffer_text(&out, "</ul>\n");
    desk_frame_end(&out, &self->frame);
    errand_page(self, 200, &out);
}

static struct place *describe(struct errand *self)
{
    struct store_description description = {0};
    struct why why = {0};
    struct place *place = NULL;
    if (store_description_get(self->reading, self->now_ms, &description, &why) == 0)
        place = place_parse("place.yaml", description.text, strlen(description.text), &why);
    if (!place)
        log_error("organise", "papers: %s", why.text);
    store_description_clear(&description);
    return place;
}

static enum paper paper_of(const struct errand *self)
{
    const char *name = self->form->path + strlen("organise/papers/");
    int paper = 0;
    while (paper < PAPERS - 1 && strcmp(paper_name((enum paper)paper), name) != 0)
        paper++;
    return (enum paper)paper;
}

static bool is_address(const char *uri)
{
    return uri && (strncmp(uri, "http://", 7) == 0 || strncmp(uri, "https://", 8) == 0);
}

static void show_paper(struct errand *self)
{
    char link[512], style[256], back[256], date[TIME_TEXT_MAX];
    struct buffer out = {0};
    const struct asset *sheet = asset_find("sheet.css");
    struct place *place = describe(self);
    if (!place) {
        errand_refuse(self, 503, DESK_TROUBLE, NULL);
        return;
    }
    errand_link(self, "", link, sizeof link);
    snprintf(style, sizeof style, "%sstatic/sheet.css?v=%s", self->root, sheet ? sheet->hash : "0");
    snprintf(back, sizeof back, "%sorganise/papers?lang=%s", self->root,
             language_code(self->language));
    time_format_s(self->now_ms, date);
    date[strlen("2026-11-24")] = '\0';
    struct papers papers = {.place = place,
                            .address = is_address(place->uri) ? place->uri : link,
                            .date = date,
                            .style = style,
                            .back = back};
    organise_kept(self->house, &papers.raw_ms, &papers.slots_ms);
    paper_write(&out, &papers, paper_of(self), self->language);
    place_free(place);
    errand_page(self, 200, &out);
}

#define PAPER(name)                                                                                \
    {                                                                                              \
        .path = "organise/papers/" name, .title = DESK_PAPERS, .seen_by = FOR_READERS,             \
        .changed_by = FOR_ORGANISERS, .show = show_paper                                           \
    }

const struct organise_form form_papers = {.path = "organise/papers",
                                          .title = DESK_PAPERS,
                                          .listed = true,
                                          .seen_by = FOR_READERS,
                                          .changed_by = FOR_ORGANISERS,
                                          .show = show_list};
const struct organise_form form_poster = PAPER("poster");
const struct organise_form form_notice = PAPER("notice");
const struct organise_form form_register = PAPER("register");
const struct organise_form form_assessment = PAPER("assessment");
